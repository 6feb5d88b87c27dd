from dataclasses import replace
from datetime import timedelta

import pytest

from tune_contract.runtime.reports import DriverState
from tune_contract.tunejob.phase import DrainReason
from tune_operator.core.actions import DrainDriver, KillDriver
from tune_operator.core.observed import DriverObserved, ProcessState
from tune_operator.core.steps.drain import pursue_drain, request_drain


@pytest.fixture
def asked(running_world, context):
    found = context(running_world(upgrade={"drainTimeout": "60s"}))
    return request_drain(found, DrainReason.SUSPEND)


def seen_as(found, driver):
    return replace(found, observed=replace(found.observed, driver=driver))


def test_the_request_is_noted_before_anything_is_done(asked):
    attempt = asked.status.attempt
    assert (attempt.drain_requested_time, attempt.drain_reason) == (asked.now, DrainReason.SUSPEND)
    assert asked.actions == ()


def test_the_first_reason_and_time_stay(asked):
    later = replace(asked, now=asked.now + timedelta(seconds=5))
    assert request_drain(later, DrainReason.CHANGE) == later


def test_without_a_driver_nothing_is_requested(world, context):
    found = context(world())
    assert request_drain(found, DrainReason.SUSPEND) == found


def test_without_a_request_nothing_is_done(running_world, context):
    assert pursue_drain(context(running_world())).actions == ()


@pytest.mark.parametrize(
    ("seconds", "action"), [(0, DrainDriver()), (59.999, DrainDriver()), (60, KillDriver())]
)
def test_asks_until_the_timeout_then_ends(asked, seconds, action):
    later = replace(asked, now=asked.now + timedelta(seconds=seconds))
    assert pursue_drain(later).actions == (action,)


@pytest.mark.parametrize("state", [DriverState.DRAINING, DriverState.FINISHED])
def test_a_driver_that_said_it_stops_is_not_asked_again(asked, state):
    progress = asked.driver.progress.model_copy(update={"state": state})
    stopping = seen_as(asked, replace(asked.driver, progress=progress))
    assert pursue_drain(stopping).actions == ()
    later = replace(stopping, now=asked.now + timedelta(seconds=60))
    assert pursue_drain(later).actions == (KillDriver(),)


def test_a_driver_that_has_not_begun_is_ended_at_once(asked):
    pending = seen_as(asked, DriverObserved(ProcessState.PENDING, 1))
    assert pursue_drain(pending).actions == (KillDriver(),)


def test_no_time_to_drain_is_no_drain(running_world, context):
    found = context(running_world(upgrade={"drainTimeout": "0s"}))
    drained = pursue_drain(request_drain(found, DrainReason.CHANGE))
    assert drained.actions == (KillDriver(),)
