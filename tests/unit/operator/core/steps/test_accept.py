from tune_contract.tunejob.phase import ConditionType, Phase
from tune_operator.core.observed import ProcessState
from tune_operator.core.steps.accept import accept

MOVED = {"checkpoint": {"location": "/elsewhere"}}


def test_an_accepted_spec_goes_on(running_world, context):
    found = context(running_world())
    assert accept(found) == found


def test_the_last_good_one_runs_on(running_world):
    made = running_world(producer={"rate": 10})
    made.change(**MOVED, image="jobs:2", producer={"rate": 99})
    made.run(5)
    assert (made.applied, made.status.phase) == ([], Phase.RUNNING)
    assert made.condition(ConditionType.ACCEPTED) == ("False", "IdentityChanged")
    assert made.status.observed_generation == 2
    assert made.committed == made.produced == 100


def test_the_change_taken_back_is_as_if_nothing_had_been(running_world):
    made = running_world()
    made.change(**MOVED)
    made.run(3)
    made.change(checkpoint={})
    made.run(3)
    assert (made.applied, made.condition(ConditionType.STALLED)) == ([], ("False", "NotStalled"))


def test_with_a_reset_the_change_is_made(running_world):
    made = running_world()
    made.change(checkpoint={"location": "/elsewhere", "resetNonce": 1})
    made.run(6)
    assert (made.starts, made.status.phase) == ([1, 2], Phase.RUNNING)
    assert made.status.applied.reset_nonce == 1
    assert made.checkpoint == (1, 2)


def test_a_driver_that_ends_meanwhile_is_not_started_from_a_refused_spec(running_world):
    made = running_world()
    made.change(**MOVED)
    made.fail_driver()
    made.run(60)
    assert (made.starts, made.status.phase) == ([1], Phase.PENDING)
    assert made.driver.state is ProcessState.ABSENT
    assert made.condition(ConditionType.STALLED) == ("True", "NotAccepted")


def test_a_drain_that_had_begun_is_carried_on(running_world):
    made = running_world()
    made.change(image="jobs:2")
    made.step()
    made.change(**MOVED)
    made.run(4)
    assert made.driver.state is ProcessState.ABSENT
