import pytest

pytestmark = pytest.mark.charts
ACL = {"resource": {"type": "topic", "name": "music-plays"}, "operations": ["Describe", "Write"]}


def test_there_is_none_by_default(render) -> None:
    assert render("tunejob-kafka").all("KafkaUser") == []


def test_a_user_with_rights(render) -> None:
    made = render("tunejob-kafka", users=[{"name": "player", "acls": [ACL]}]).one(
        "KafkaUser", "player"
    )
    assert made["metadata"]["labels"]["strimzi.io/cluster"] == "tune"
    assert made["spec"] == {
        "authentication": {"type": "scram-sha-512"},
        "authorization": {"type": "simple", "acls": [ACL]},
    }


def test_a_user_follows_the_listener_or_says_otherwise(render) -> None:
    made = render(
        "tunejob-kafka",
        kafka={"name": "other", "listeners": {"tls": {"authentication": "tls"}}},
        users=[{"name": "a"}, {"name": "b", "authentication": "scram-sha-512"}],
    )
    assert made.one("KafkaUser", "a")["spec"] == {"authentication": {"type": "tls"}}
    assert made.one("KafkaUser", "a")["metadata"]["labels"]["strimzi.io/cluster"] == "other"
    assert made.one("KafkaUser", "b")["spec"] == {"authentication": {"type": "scram-sha-512"}}
