from dataclasses import replace
from datetime import timedelta

import pytest

from tune_contract.tunejob.phase import DrainReason, FailureClass
from tune_operator.core.observed import ProcessState
from tune_operator.core.standstill import stands_still, standstill_deadline

WINDOW = timedelta(minutes=5)


@pytest.fixture
def waiting(running_world, context):
    """A stream that committed at 12:00:02 and has had events waiting since 12:00:05."""
    made = running_world(events=10)
    made.hung = True
    made.produced += 10
    made.step()
    return context(made)


def test_the_clock_starts_when_events_begin_to_wait(waiting):
    assert standstill_deadline(waiting) == waiting.now + WINDOW


@pytest.mark.parametrize(("late", "still"), [(-1, False), (0, True), (1, True)])
def test_stands_still_from_the_end_of_the_window_on(waiting, late, still):
    moment = waiting.now + WINDOW + timedelta(microseconds=late)
    assert stands_still(replace(waiting, now=moment)) is still


@pytest.mark.parametrize("lag", [0, None])
def test_nothing_that_is_known_to_wait_is_no_standstill(waiting, lag):
    found = replace(waiting, observed=replace(waiting.observed, lag=lag))
    assert standstill_deadline(found) is None


def test_a_driver_that_cannot_start_has_the_same_time_whatever_the_lag(waiting):
    pending = replace(
        waiting.driver, state=ProcessState.PENDING, problem=FailureClass.IMAGE, progress=None
    )
    found = replace(waiting, observed=replace(waiting.observed, driver=pending, lag=None))
    assert standstill_deadline(found) == waiting.now + WINDOW


def test_a_draining_driver_is_watched_by_the_drain_timeout(waiting):
    asked = waiting.remember_attempt(
        drain_requested_time=waiting.now, drain_reason=DrainReason.SUSPEND
    )
    assert standstill_deadline(asked) is None


def test_without_a_driver_nothing_stands_still(world, context):
    assert standstill_deadline(context(world())) is None
