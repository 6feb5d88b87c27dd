from datetime import timedelta

from tune_contract.tunejob.kafka import ResultTopic, TopicSpec


def test_a_topic_is_made_with_what_is_said_and_no_more() -> None:
    assert TopicSpec(name="plays").config() == {}
    assert TopicSpec(name="plays", retention=timedelta(hours=1)).config() == {
        "retention.ms": 3_600_000
    }


def test_a_topic_of_results_is_compacted() -> None:
    assert ResultTopic(name="counts").config() == {"cleanup.policy": "compact"}
