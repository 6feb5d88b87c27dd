from tune_contract.tunejob.phase import Phase
from tune_operator.core.actions import (
    DeleteCheckpoint,
    DeleteTopics,
    DrainDriver,
    KillDriver,
    RemoveDriver,
    StopProducer,
)
from tune_operator.core.context import Context
from tune_operator.core.observed import KafkaState, ProcessState
from tune_operator.core.steps.delete import delete


def test_a_desired_job_goes_on(world, context):
    found = context(world())
    assert isinstance(delete(found), Context)
    assert delete(found) == found


def test_takes_everything_down_gracefully(running_world):
    made = running_world(producer={"rate": 10})
    made.desired = False
    made.run(6)
    assert made.applied == [StopProducer(), DrainDriver(), StopProducer(), RemoveDriver()]
    assert made.gone
    assert made.status.phase is Phase.DELETING
    last = made.step()
    assert (last.actions, last.gone) == ((), True)
    assert last.reason == "Nothing is left; the checkpoint is kept (checkpoint.onDelete)."


def test_is_gone_only_once_everything_is(running_world):
    made = running_world()
    made.desired = False
    first = made.step()
    assert (first.gone, first.requeue_after) == (False, 1.0)


def test_the_checkpoint_goes_last(running_world):
    made = running_world(checkpoint={"onDelete": "Delete"})
    made.desired = False
    made.run(5)
    last = made.step()
    assert (last.actions, last.gone) == ((DeleteCheckpoint(),), True)
    assert made.driver.state is ProcessState.ABSENT


def test_topics_are_kept_unless_asked_and_go_when_nobody_writes(running_world):
    unwanted = {"name": "plays", "onDelete": "Delete"}
    made = running_world(producer={}, kafka={"topics": {"plays": unwanted, "b": {"name": "b"}}})
    made.desired = False
    made.run(4)
    last = made.step()
    assert last.actions == (DeleteTopics((made.job.spec.kafka.topics["plays"],)),)
    assert last.gone
    assert last.reason == (
        "Nothing is left; the checkpoint is kept (checkpoint.onDelete). "
        "Topics are deleted (onDelete): plays."
    )
    assert made.topics_deleted == ("plays",)


def test_a_hanging_driver_and_an_absent_kafka_do_not_hold_it_up(running_world):
    made = running_world()
    made.desired, made.hung, made.kafka = False, True, KafkaState.UNREACHABLE
    made.run(59)
    assert set(made.applied) == {DrainDriver()}
    made.run(3)
    assert made.applied[-1] == KillDriver()
    assert made.gone


def test_a_finished_job_is_deleted_as_well(running_world):
    made = running_world(trigger={"availableNow": True})
    made.desired = False
    made.step()
    assert (made.status.phase, made.gone) == (Phase.DELETING, True)


def test_a_driver_about_to_be_ended_is_ended(running_world, context):
    made = running_world()
    made.desired = False
    found = context(made)
    decision = delete(found.remember_attempt(end_time=found.now))
    assert decision.actions == (KillDriver(),)
