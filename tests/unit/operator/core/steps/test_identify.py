from datetime import timedelta

import pytest

from tune_contract.tunejob.phase import ConditionType, FailureClass, Phase
from tune_operator.core.actions import EnsureTopics, KillDriver
from tune_operator.core.observed import KafkaState, ProcessState
from tune_operator.core.steps.identify import identify

STALLED = ConditionType.STALLED
RESET = {"checkpoint": {"resetNonce": 1}}


@pytest.fixture
def replaced(running_world):
    """A job whose topic was made anew while it ran, a pass after that."""
    made = running_world(producer={"rate": 10}, restartPolicy={"backoff": {"initial": "1s"}})
    made.replace_topic()
    made.run(1)
    return made


def test_the_ids_are_noted_before_a_driver_reads_the_topics(world):
    made = world()
    made.run(1)
    assert made.status.applied.topic_ids == {"plays": "id-1"}


def test_those_that_cannot_be_told_yet_are_noted_later(world):
    made = world()
    made.kafka = KafkaState.STARTING
    made.run(2)
    assert made.status.applied.topic_ids == {}
    made.kafka = KafkaState.READY
    made.run(1)
    assert made.status.applied.topic_ids == {"plays": "id-1"}


def test_those_of_a_driver_that_the_status_has_lost_are_noted_at_once(running_world, world):
    made = running_world()
    made.status = world().status
    made.step()
    assert made.status.applied.topic_ids == {"plays": "id-1"}


def test_the_same_topics_change_nothing(running_world, context):
    found = context(running_world())
    assert identify(found) is found


@pytest.mark.parametrize("state", [KafkaState.UNREACHABLE, KafkaState.TOPICS_MISSING])
def test_ids_that_cannot_be_told_change_nothing(running_world, context, state):
    made = running_world()
    made.kafka = state
    found = context(made)
    assert identify(found) is found


def test_a_stream_whose_topic_was_replaced_is_ended_at_once(replaced):
    assert replaced.applied[0] == KillDriver()
    assert replaced.status.phase is Phase.FAILED
    assert replaced.condition(STALLED) == ("True", "TopicReplaced")
    failure = replaced.status.last_failure
    assert (failure.failure_class, failure.message) == (
        FailureClass.CHECKPOINT,
        "Topic plays is another one now. It was deleted and made anew, and the checkpoint's "
        "offsets are of the old one: going on could skip events. Change checkpoint.resetNonce to "
        "read the new topic from its beginning.",
    )
    replaced.run(3)
    assert replaced.driver.state is replaced.producer.state is ProcessState.ABSENT


def test_nothing_brings_it_back_but_another_checkpoint(replaced):
    replaced.run(60)
    for change in ({"restartNonce": 1}, {"image": "jobs:2"}, {"producer": {"rate": 3}}):
        replaced.change(**change)
        replaced.run(5)
    assert (replaced.starts, replaced.status.phase) == ([1], Phase.FAILED)
    assert replaced.condition(STALLED) == ("True", "TopicReplaced")
    replaced.change(**RESET)
    replaced.run(6)
    assert (replaced.starts, replaced.status.phase) == ([1, 2], Phase.RUNNING)
    assert replaced.status.applied.topic_ids == {"plays": "id-2"}
    assert replaced.status.applied.replaced_topics == []
    assert replaced.committed == replaced.produced


def test_a_pass_that_finds_it_still_so_writes_nothing(replaced):
    replaced.run(3)
    before = replaced.status
    replaced.run(3)
    assert replaced.status == before


def test_a_kafka_that_is_away_does_not_hide_it(replaced):
    replaced.run(3)
    replaced.kafka = KafkaState.STARTING
    replaced.change(image="jobs:2")
    replaced.run(5)
    assert (replaced.starts, replaced.status.phase) == ([1], Phase.FAILED)


def test_one_that_was_replaced_while_nobody_read_is_not_read(running_world):
    made = running_world()
    made.change(suspend=True)
    made.run(4)
    made.replace_topic()
    made.change(suspend=False)
    made.run(3)
    assert (made.starts, made.status.phase) == ([1], Phase.FAILED)


def test_a_refused_spec_does_not_become_the_applied_one_by_that(running_world):
    made = running_world()
    before = made.status.applied
    made.change(checkpoint={"location": "/elsewhere"})
    made.replace_topic()
    made.run(3)
    assert made.condition(STALLED) == ("True", "TopicReplaced")
    assert made.status.applied == before.model_copy(update={"replaced_topics": ["plays"]})


def test_one_that_is_missing_is_made_anew_before_a_driver_starts(running_world):
    made = running_world(restartPolicy={"backoff": {"initial": "1s"}})
    made.fail_driver()
    made.run(1)
    made.kafka = KafkaState.TOPICS_MISSING
    made.replace_topic()
    made.now += timedelta(minutes=1)
    decision = made.step()
    assert [type(action) for action in decision.actions] == [EnsureTopics]
    assert decision.reason.endswith(
        "The driver waits for a topic in place of one that its checkpoint has offsets of."
    )
    made.run(3)
    assert (made.starts, made.status.phase) == ([1], Phase.FAILED)


def test_a_stateless_upgrade_starts_with_the_new_topic(replaced):
    replaced.run(3)
    replaced.change(image="jobs:2", upgrade={"mode": "stateless"})
    replaced.run(6)
    assert (replaced.status.phase, replaced.checkpoint) == (Phase.RUNNING, (0, 2))


@pytest.mark.parametrize("image", ["crashes", "evicted"])
def test_a_rollback_to_the_old_topics_checkpoint_is_not_started(replaced, image):
    replaced.run(3)
    replaced.change(**RESET, image=image, upgrade={"readyTimeout": "5s"})
    replaced.run(4)
    replaced.now += timedelta(minutes=1)
    replaced.run(30)
    assert (replaced.status.phase, replaced.rollbacks) == (Phase.FAILED, 1)
    assert (replaced.checkpoint, replaced.driver.state) == ((1, 2), ProcessState.ABSENT)
    assert replaced.condition(STALLED) == ("True", "TopicReplaced")
    before = replaced.status
    replaced.run(3)
    assert replaced.status == before
    replaced.change(**RESET, image="jobs:3")
    replaced.run(6)
    assert (replaced.runs.image, replaced.status.phase) == ("jobs:3", Phase.RUNNING)
