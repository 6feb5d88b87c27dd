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


@pytest.mark.parametrize("state", [KafkaState.READY, KafkaState.STARTING, KafkaState.UNREACHABLE])
def test_otherwise_nothing_is_done(world, context, state):
    made = world()
    made.kafka = state
    found = context(made)
    assert ensure_topics(found) == found
