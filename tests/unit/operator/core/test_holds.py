"""A job that is held: another one is in its way, or what it refers to is missing."""

import pytest

from tune_contract.tunejob.phase import ConditionType, Phase
from tune_operator.core.actions import StartDriver
from tune_operator.core.observed import ProcessState

CONFLICT = "Job older writes topic plays as well: give one of them another topic."
MISSING = "Secret results-db is missing: create it with the key uri."
READY, ACCEPTED, STALLED, RECONCILING = (
    ConditionType.READY,
    ConditionType.ACCEPTED,
    ConditionType.STALLED,
    ConditionType.RECONCILING,
)
HOLDS = [{"conflicts": (CONFLICT,)}, {"missing": (MISSING,)}]
hold_params = pytest.mark.parametrize("holds", HOLDS, ids=lambda holds: next(iter(holds)))


def hold(made, conflicts=(), missing=()):
    made.conflicts, made.missing = conflicts, missing


@hold_params
def test_nothing_is_started_until_it_is_over(world, holds):
    made = world(producer={})
    hold(made, **holds)
    made.run(20)
    assert (made.starts, made.status.phase) == ([], Phase.PENDING)
    assert made.producer.state is ProcessState.ABSENT
    hold(made)
    made.run(4)
    assert (made.starts, made.status.phase) == ([1], Phase.RUNNING)
    assert made.condition(READY) == ("True", "Running")


@hold_params
def test_it_is_looked_at_again_soon_and_nothing_is_written_meanwhile(world, holds):
    made = world(producer={})
    hold(made, **holds)
    made.run(2)
    before = made.status
    decision = made.step()
    assert (decision.status, decision.requeue_after) == (before, 10.0)


@hold_params
def test_what_runs_is_left_alone(running_world, holds):
    made = running_world(producer={"rate": 10})
    hold(made, **holds)
    made.run(10)
    assert (made.applied, made.status.phase) == ([], Phase.RUNNING)
    assert made.condition(READY) == ("True", "Running")
    assert made.condition(STALLED) == ("False", "NotStalled")
    assert made.committed == made.produced


@hold_params
def test_a_change_waits_and_the_old_version_runs_on(running_world, holds):
    made = running_world(producer={"rate": 10})
    made.change(image="jobs:2", producer={"rate": 20})
    hold(made, **holds)
    made.run(10)
    assert (made.applied, made.status.phase) == ([], Phase.RUNNING)
    assert made.condition(READY)[0] == "False"
    hold(made)
    made.run(8)
    assert (made.runs.image, made.status.phase) == ("jobs:2", Phase.RUNNING)


@hold_params
def test_a_driver_that_fails_meanwhile_is_not_started_again(running_world, holds):
    made = running_world(restartPolicy={"backoff": {"initial": "1s"}})
    hold(made, **holds)
    made.fail_driver()
    made.run(20)
    assert (made.starts, made.status.phase) == ([1], Phase.PENDING)
    hold(made)
    made.run(3)
    assert made.applied[-1] == StartDriver(2)


@hold_params
def test_it_can_still_be_suspended_and_deleted(running_world, holds):
    made = running_world(producer={})
    hold(made, **holds)
    made.change(suspend=True)
    made.run(5)
    assert made.status.phase is Phase.SUSPENDED
    assert (made.condition(READY), made.condition(STALLED)) == (
        ("True", "Suspended"),
        ("False", "NotStalled"),
    )
    made.desired = False
    made.run(2)
    assert made.gone


@hold_params
def test_the_producer_can_be_taken_away(running_world, holds):
    made = running_world(producer={"rate": 10})
    hold(made, **holds)
    made.change(producer=None)
    made.run(4)
    assert made.producer.state is ProcessState.ABSENT
    assert made.starts == [1]


def test_a_conflict_waits_for_the_user(world):
    made = world()
    hold(made, conflicts=(CONFLICT, "Job eldest writes table genres."))
    made.run(2)
    said = f"{CONFLICT} Job eldest writes table genres."
    for kind in (READY, ACCEPTED):
        assert made.condition(kind) == ("False", "Conflict")
        assert made.status.condition(kind).message == said
    assert made.condition(STALLED) == ("True", "Conflict")
    assert made.condition(RECONCILING) == ("False", "Stalled")


def test_a_conflict_that_holds_nothing_back_is_only_told(running_world):
    made = running_world()
    hold(made, conflicts=(CONFLICT,))
    made.run(1)
    assert made.condition(ACCEPTED) == ("False", "Conflict")
    assert made.condition(READY) == ("True", "Running")


def test_what_is_missing_may_come(world):
    made = world()
    hold(made, missing=(MISSING,))
    decision = made.step()
    assert decision.reason == MISSING
    assert made.condition(READY) == ("False", "MissingReference")
    assert made.status.condition(READY).message == MISSING
    assert made.condition(ACCEPTED) == ("True", "Accepted")
    assert made.condition(STALLED) == ("False", "NotStalled")
    assert made.condition(RECONCILING) == ("True", "MissingReference")


def test_a_rollback_is_told_beside_a_conflict_that_holds_nothing_back(running_world):
    made = running_world(producer={"rate": 10})
    made.change(image="crashes")
    made.run(12)
    hold(made, conflicts=(CONFLICT,))
    made.run(1)
    assert made.condition(READY) == made.condition(ACCEPTED) == ("False", "RolledBack")
    made.fail_driver()
    made.run(1)
    assert made.condition(READY) == made.condition(ACCEPTED) == ("False", "Conflict")
    assert made.condition(STALLED) == ("True", "Conflict")


def test_a_new_version_is_not_judged_while_it_is_held(running_world):
    made = running_world(producer={"rate": 10}, upgrade={"readyTimeout": "10s"})
    made.change(image="hangs")
    made.run(4)
    hold(made, missing=(MISSING,))
    made.run(60)
    assert made.rollbacks == 0
    hold(made)
    made.run(14)
    assert made.rollbacks == 1
