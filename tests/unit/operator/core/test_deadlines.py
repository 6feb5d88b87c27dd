from dataclasses import replace
from datetime import timedelta

import pytest

from tune_contract.tunejob.phase import Phase
from tune_operator.core.actions import RemoveDriver
from tune_operator.core.deadlines import drain_deadline, expiry, requeue_after
from tune_operator.core.observed import KafkaState


def test_nothing_is_due_in_an_idle_stream(running_world, context):
    assert requeue_after(context(running_world())) is None


def test_the_next_look_comes_soon_after_acting(running_world, context):
    assert requeue_after(context(running_world()).act("So.", RemoveDriver())) == 1.0


def test_a_producer_that_just_finished_is_worth_another_look(running_world, context):
    found = context(running_world())
    producer = found.status.producer.model_copy(update={"finished": True})
    assert requeue_after(found.remember(producer=producer)) == 1.0


def test_kafka_is_tried_again(running_world, context):
    made = running_world()
    made.kafka = KafkaState.UNREACHABLE
    assert requeue_after(context(made)) == 5.0


@pytest.mark.parametrize(("due", "expected"), [(7, 7.0), (0, None), (-7, None)])
def test_only_what_is_to_come_is_waited_for(running_world, context, due, expected):
    found = context(running_world())
    at = found.now + timedelta(seconds=due)
    restarts = found.status.restarts.model_copy(update={"next_restart_time": at})
    assert requeue_after(found.remember(restarts=restarts)) == expected


def test_the_soonest_of_several(running_world, context):
    made = running_world()
    made.hung, made.produced = True, 10
    made.step()
    found = context(made)
    assert requeue_after(found) == 300.0
    at = found.now + timedelta(seconds=9)
    producer = found.status.producer.model_copy(update={"next_restart_time": at})
    assert requeue_after(found.remember(producer=producer)) == 9.0


def test_a_drain_has_its_timeout(running_world, context):
    found = context(running_world(upgrade={"drainTimeout": "20s"}))
    assert drain_deadline(found) is None
    asked = found.remember_attempt(drain_requested_time=found.now)
    assert drain_deadline(asked) == found.now + timedelta(seconds=20)
    assert requeue_after(asked) == 20.0


def test_a_finished_job_waits_for_its_time_to_live_only(world, context):
    made = world(ttlSecondsAfterFinished=60)
    made.kafka = KafkaState.UNREACHABLE
    done = context(made).finish(Phase.SUCCEEDED)
    assert expiry(done) == made.now + timedelta(seconds=60)
    assert requeue_after(done) == 60.0


def test_a_new_version_has_its_time(running_world, context):
    made = running_world(producer={"rate": 10}, upgrade={"readyTimeout": "30s"})
    made.change(image="hangs")
    made.run(6)
    found = context(made)
    left = found.status.trial_since + timedelta(seconds=30) - made.now
    assert requeue_after(found) == left.total_seconds()


def test_a_held_job_is_looked_at_again(world, running_world, context):
    made = world()
    made.missing = ("Secret results-db is missing.",)
    assert requeue_after(context(made)) == 10.0
    made = running_world()
    made.missing = ("Secret results-db is missing.",)
    assert requeue_after(context(made)) is None


def test_a_scheduled_job_is_looked_at_when_it_runs_and_does_not_expire(world, context):
    made = world(trigger={"schedule": "0 13 * * *"}, ttlSecondsAfterFinished=60)
    made.run(1)
    found = context(made)
    assert requeue_after(found) == 3599.0
    assert expiry(found.finish(Phase.SUCCEEDED)) is None


def test_without_a_time_to_live_it_stays(world, context):
    done = context(world()).finish(Phase.SUCCEEDED)
    assert (expiry(done), requeue_after(done)) == (None, None)


def test_a_job_that_has_not_finished_does_not_expire(world, context):
    found = context(world(ttlSecondsAfterFinished=60))
    assert expiry(replace(found)) is None
