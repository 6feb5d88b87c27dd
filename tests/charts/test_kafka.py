import pytest

pytestmark = pytest.mark.charts


@pytest.fixture
def kafka(render):
    def run(**values):
        made = render("tunejob-kafka", kafka=values)
        return made.one("Kafka", values.get("name", "tune"))["spec"]

    return run


@pytest.fixture
def pool(render):
    def run(**values):
        return render("tunejob-kafka", kafka=values).one("KafkaNodePool", "dual")

    return run


def test_clients_need_a_password_and_rights(kafka) -> None:
    spec = kafka()["kafka"]
    assert spec["listeners"] == [
        {
            "name": "tls",
            "port": 9093,
            "type": "internal",
            "tls": True,
            "authentication": {"type": "scram-sha-512"},
        }
    ]
    assert spec["authorization"] == {"type": "simple"}
    assert kafka(listeners={"tls": {"authentication": "tls"}})["kafka"]["listeners"][0][
        "authentication"
    ] == {"type": "tls"}


def test_the_plain_listener_is_for_experiments(kafka) -> None:
    spec = kafka(listeners={"plain": {"enabled": True}}, superUsers=["CN=admin"])["kafka"]
    assert spec["listeners"][0] == {"name": "plain", "port": 9092, "type": "internal", "tls": False}
    assert spec["authorization"]["superUsers"] == ["CN=admin", "ANONYMOUS"]


@pytest.mark.parametrize(("replicas", "required"), [(1, 1), (2, 1), (3, 2)])
def test_replication_follows_the_nodes(kafka, pool, replicas, required) -> None:
    assert pool(replicas=replicas)["spec"]["replicas"] == replicas
    assert kafka(replicas=replicas)["kafka"]["config"] == {
        "auto.create.topics.enable": False,
        "default.replication.factor": replicas,
        "min.insync.replicas": required,
        "offsets.topic.replication.factor": replicas,
        "transaction.state.log.replication.factor": replicas,
        "transaction.state.log.min.isr": required,
    }


def test_configuration_can_be_changed(kafka) -> None:
    config = kafka(
        config={
            "min.insync.replicas": 2,
            "auto.create.topics.enable": True,
            "log.segment.bytes": 1048576000,
        }
    )["kafka"]["config"]
    assert config["min.insync.replicas"] == 2
    assert config["auto.create.topics.enable"] is True
    assert config["log.segment.bytes"] == 1048576000


def test_topics_and_users_are_looked_after(kafka) -> None:
    assert {"topicOperator", "userOperator"} <= set(kafka()["entityOperator"])


def test_strimzi_chooses_the_version_unless_told(kafka) -> None:
    assert "version" not in kafka()["kafka"]
    assert kafka(version="4.3.1")["kafka"]["version"] == "4.3.1"


def test_the_nodes_belong_to_the_kafka(pool) -> None:
    made = pool(name="other")
    assert made["metadata"]["labels"]["strimzi.io/cluster"] == "other"
    assert made["spec"]["roles"] == ["controller", "broker"]


def test_ephemeral_storage(pool) -> None:
    assert pool()["spec"]["storage"] == {
        "type": "jbod",
        "volumes": [{"id": 0, "kraftMetadata": "shared", "type": "ephemeral", "sizeLimit": "10Gi"}],
    }


def test_persistent_storage(pool) -> None:
    storage = {"type": "persistent", "size": "50Gi", "class": "fast", "deleteClaim": True}
    assert pool(storage=storage)["spec"]["storage"]["volumes"] == [
        {
            "id": 0,
            "kraftMetadata": "shared",
            "type": "persistent-claim",
            "size": "50Gi",
            "class": "fast",
            "deleteClaim": True,
        }
    ]
    assert "class" not in pool(storage={"type": "persistent"})["spec"]["storage"]["volumes"][0]


def test_its_containers_meet_the_restricted_standard(kafka, pool) -> None:
    templates = kafka()["entityOperator"]["template"] | pool()["spec"]["template"]
    assert set(templates) == {"topicOperatorContainer", "userOperatorContainer", "kafkaContainer"}
    for each in templates.values():
        assert each["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "runAsNonRoot": True,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        }


def test_an_upgrade_of_the_chart_alone_restarts_no_broker(render) -> None:
    made = render("tunejob-kafka", users=[{"name": "a"}])
    for kind in ("Kafka", "KafkaNodePool"):
        (labels,) = (each["metadata"]["labels"] for each in made.all(kind))
        assert not {"helm.sh/chart", "app.kubernetes.io/version"} & set(labels)


def test_it_can_be_left_out(render) -> None:
    made = render("tunejob-kafka", kafka={"enabled": False})
    assert {each["apiVersion"] for each in made.objects()}.isdisjoint({"kafka.strimzi.io/v1"})
