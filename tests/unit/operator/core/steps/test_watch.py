from dataclasses import replace
from datetime import timedelta

import pytest

from tune_contract.tunejob.phase import ConditionType, FailureClass, Phase
from tune_operator.core.actions import KillDriver, StartDriver
from tune_operator.core.decision import Decision
from tune_operator.core.observed import ProcessState
from tune_operator.core.steps.watch import watch

WINDOW = timedelta(minutes=1)


def hanging(running_world, action="Restart", **spec):
    made = running_world(events=10, health={"progress": {"window": "1m", "action": action}}, **spec)
    made.hung, made.produced = True, 27
    made.step()
    return made


def test_a_hang_is_ended_and_counted_as_a_failure(running_world):
    made = hanging(running_world)
    since = made.now
    made.now = since + WINDOW - timedelta(microseconds=1)
    assert made.step().actions == ()
    made.now = since + WINDOW
    assert made.step().actions == (KillDriver(),)
    failure = made.status.last_failure
    assert (failure.failure_class, failure.exit_code) == (FailureClass.APPLICATION, None)
    assert failure.message == (
        "No batch was committed for 1m while 17 events waited: the driver hung."
    )
    assert made.status.restarts.consecutive_failures == 1
    made.hung = False
    made.run(25)
    assert made.applied == [KillDriver(), StartDriver(2)]
    assert (made.status.phase, made.committed) == (Phase.RUNNING, 27)


def test_the_next_look_is_when_the_window_ends(running_world):
    made = hanging(running_world)
    assert made.step().requeue_after == 60.0


def test_report_only_says_so(running_world):
    made = hanging(running_world, "Report")
    made.now += WINDOW
    assert made.step().actions == ()
    assert made.condition(ConditionType.PROGRESS_ADVANCING) == ("False", "StandsStill")
    made.hung = False
    made.run(2)
    assert made.condition(ConditionType.PROGRESS_ADVANCING) == ("True", "Idle")


def test_an_idle_stream_is_healthy_for_ever(running_world):
    made = running_world(events=10, health={"progress": {"window": "1m"}})
    made.now += timedelta(days=30)
    made.run(2)
    assert (made.applied, made.status.phase) == ([], Phase.RUNNING)


def test_a_driver_that_never_commits_its_first_batch_is_ended(world):
    made = world(health={"progress": {"window": "1m"}})
    made.hung, made.produced = True, 10
    made.run(60)
    assert made.applied == [StartDriver(1)]
    made.run(1)
    assert made.applied == [StartDriver(1), KillDriver()]


def test_a_lag_that_cannot_be_told_ends_no_driver(running_world, context):
    made = hanging(running_world)
    made.now += timedelta(hours=1)
    found = context(made)
    blind = replace(found, observed=replace(found.observed, lag=None))
    assert watch(blind) == blind
    assert isinstance(watch(found), Decision)


@pytest.mark.parametrize("problem", [FailureClass.IMAGE, FailureClass.SCHEDULING])
def test_a_driver_that_cannot_start_fails_with_the_words_of_the_cluster(world, problem):
    made = world(restartPolicy={"maxRestarts": 0}, health={"progress": {"window": "1m"}})
    made.step()
    made.driver = replace(made.driver, problem=problem, message="no such thing")
    made.run(60)
    assert made.applied == [StartDriver(1)]
    made.run(2)
    failure = made.status.last_failure
    assert made.status.phase is Phase.FAILED
    assert (failure.failure_class, failure.message) == (
        problem,
        "The driver could not be started for 1m: no such thing",
    )
    assert made.driver.state is ProcessState.ABSENT
