from tune_operator.kubernetes.observe.strimzi import Strimzi, ready, said, topic_name


def document(status=None, generation=1, **spec):
    return {
        "kind": "KafkaTopic",
        "metadata": {"name": "plays", "generation": generation},
        "spec": spec,
        "status": status or {},
    }


def conditions(kind, value, **extra):
    return {"observedGeneration": 1, "conditions": [{"type": kind, "status": value, **extra}]}


def test_ready():
    assert ready(document(conditions("Ready", "True")))


def test_not_ready_yet():
    assert not ready(document())
    assert said(document()) == "KafkaTopic plays is not ready yet."


def test_ready_for_an_older_spec_is_not_ready():
    assert not ready(document(conditions("Ready", "True"), generation=2))


def test_strimzis_own_words():
    broken = document(conditions("NotReady", "True", message="Replication factor 3 is too much"))
    assert not ready(broken)
    assert said(broken) == "KafkaTopic plays is not ready: Replication factor 3 is too much"


def test_a_topic_with_another_name_in_kafka():
    assert topic_name(document(topicName="Plays_1")) == "Plays_1"
    assert topic_name(document()) == "plays"


class CountingApi:
    """Answers like the API server, and counts."""

    def __init__(self):
        self.asked = 0

    def get(self, _kind, _namespace, name):
        self.asked += 1
        return {"metadata": {"name": name}}

    def list(self, _kind, _namespace, _selector=""):
        self.asked += 1
        return [document(topicName="a"), document(topicName="b")]


def test_a_thousand_jobs_ask_once():
    api = CountingApi()
    strimzi = Strimzi(api)
    for _ in range(1000):
        assert strimzi.kafka("music", "tune") == {"metadata": {"name": "tune"}}
        assert strimzi.topics("music", "tune").keys() == {"a", "b"}
    assert api.asked == 2


def test_what_we_have_just_made_is_asked_for_anew():
    api = CountingApi()
    strimzi = Strimzi(api)
    strimzi.topics("music", "tune")
    strimzi.forget("music", "tune")
    strimzi.topics("music", "tune")
    assert api.asked == 2
