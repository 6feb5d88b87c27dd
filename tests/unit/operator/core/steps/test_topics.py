import pytest

from tune_operator.core.actions import EnsureTopics
from tune_operator.core.observed import KafkaState
from tune_operator.core.steps.topics import ensure_topics


def test_missing_topics_are_asked_for(world, context):
    made = world()
    made.kafka = KafkaState.TOPICS_MISSING
    found = ensure_topics(context(made))
    assert found.actions == (EnsureTopics((made.job.spec.kafka.topics["plays"],)),)
    assert found.notes == ("Topics are missing and are being made.",)


def test_so_are_those_that_sinks_write_to(world, context):
    made = world(sinks=[{"kafka": {"topic": "genre-counts"}}])
    made.kafka = KafkaState.TOPICS_MISSING
    (action,) = ensure_topics(context(made)).actions
    assert [topic.name for topic in action.topics] == ["plays", "genre-counts"]
    assert action.topics[1].config() == {"cleanup.policy": "compact"}


@pytest.mark.parametrize("state", [KafkaState.READY, KafkaState.STARTING, KafkaState.UNREACHABLE])
def test_otherwise_nothing_is_done(world, context, state):
    made = world()
    made.kafka = state
    found = context(made)
    assert ensure_topics(found) == found
