from datetime import timedelta

import pytest

from tune_operator.core.actions import StartDriver
from tune_operator.core.fingerprint import applied_by, request
from tune_operator.core.observed import DriverObserved, KafkaState, ProcessState
from tune_operator.core.steps.start import start


@pytest.mark.parametrize("state", [ProcessState.PENDING, ProcessState.RUNNING, ProcessState.EXITED])
def test_never_beside_another_driver(running_world, context, state):
    made = running_world()
    made.driver = DriverObserved(state, 1)
    found = context(made)
    assert start(found.remember_attempt(end_time=made.now)).actions == ()


def test_an_attempt_that_was_written_but_not_started_keeps_its_number(world):
    made = world()
    made.crash_before = 2
    made.step()
    assert (made.status.attempt.number, made.starts) == (1, [])
    made.now += timedelta(hours=1)
    made.step()
    assert (made.status.attempt.number, made.starts) == (1, [1])
    assert made.status.attempt.start_time == made.now


def test_it_is_started_from_the_spec_of_that_moment(world):
    made = world()
    made.crash_before = 2
    made.step()
    made.change(image="jobs:2")
    made.run(4)
    assert made.starts == [1]
    assert request(made.status.applied) == request(applied_by(made.job.spec))


def test_an_attempt_that_ended_is_followed_by_the_next(running_world, context):
    made = running_world()
    made.driver = DriverObserved()
    found = start(context(made).remember_attempt(end_time=made.now))
    assert found.actions == (StartDriver(2),)
    assert found.status.attempt.driver == "genres-driver-2"


def test_not_while_kafka_is_away(world, context):
    made = world()
    made.kafka = KafkaState.UNREACHABLE
    found = start(context(made))
    assert (found.actions, found.status.attempt.number) == ((), 0)


def test_available_now_waits_for_the_producers_end(world, context):
    made = world(trigger={"availableNow": True}, producer={"total": 5})
    found = start(context(made))
    assert found.notes == (
        "The driver starts when the producer has finished (it reads what is there).",
    )


def test_available_now_does_not_wait_for_a_producer_without_end(world, context):
    made = world(trigger={"availableNow": True}, producer={})
    assert start(context(made)).actions == (StartDriver(1),)
