from datetime import timedelta

import pytest

from tune_contract.tunejob.phase import Phase
from tune_operator.core.fingerprint import applied_by, request
from tune_operator.core.rollback import on_trial, roll_back, trial_deadline


@pytest.fixture
def trying(running_world):
    """A job whose new version has begun, and has yet to become ready."""
    made = running_world(producer={"rate": 10}, upgrade={"readyTimeout": "30s"})
    made.change(image="hangs")
    made.run(6)
    return made


def test_a_version_that_was_ready_is_not_on_trial(running_world, context):
    assert not on_trial(context(running_world()))


def test_the_first_version_is_not_either(world, context):
    made = world(image="hangs")
    made.run(3)
    assert not on_trial(context(made))


def test_the_next_one_is_until_its_time_is_over(trying, context):
    found = context(trying)
    assert on_trial(found)
    assert trial_deadline(found) == found.status.trial_since + timedelta(seconds=30)


@pytest.mark.parametrize(
    "change",
    [
        {"image": "jobs:3"},
        {"upgrade": {"rollback": False}},
        {"trigger": {"availableNow": True}},
        {"checkpoint": {"location": "/elsewhere"}},
    ],
)
def test_not_when_something_else_is_asked_for(trying, context, change):
    trying.change(**change)
    found = context(trying)
    assert (on_trial(found), trial_deadline(found)) == (False, None)


def test_not_when_the_last_good_one_is_not_kept(trying, context):
    found = context(trying)
    good = found.status.last_good.model_copy(update={"spec": {}})
    assert not on_trial(found.remember(last_good=good))


def test_going_back_refuses_the_version_and_says_what_to_do(trying, context):
    found = roll_back(context(trying), "did not please.")
    rollback = found.status.rollback
    assert request(rollback.refused) == request(applied_by(trying.job.spec))
    assert (rollback.generation, rollback.time) == (2, trying.now)
    assert (
        rollback.message
        == found.notes[-1]
        == (
            "The version of generation 2 did not please. That of generation 1 runs instead. "
            "Change the spec, or spec.restartNonce to try it once more."
        )
    )
    assert found.rolled_back()
    assert not on_trial(found)
    assert found.effective_spec().image == ""
    assert found.status.phase is not Phase.FAILED
