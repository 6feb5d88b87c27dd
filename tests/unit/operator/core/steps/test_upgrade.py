from datetime import timedelta

from tune_contract.tunejob.phase import DrainReason, Phase
from tune_operator.core.actions import StartDriver
from tune_operator.core.steps.prove import prove
from tune_operator.core.steps.upgrade import upgrade


def test_an_unchanged_stream_goes_on(running_world, context):
    found = context(running_world())
    assert upgrade(found) == found


def test_a_changed_stream_is_asked_to_finish(running_world, context):
    made = running_world()
    made.change(image="jobs:2")
    found = upgrade(context(made))
    assert found.status.attempt.drain_reason is DrainReason.CHANGE


def test_a_last_good_version_that_returns_has_its_own_reason(running_world, context):
    made = running_world(producer={"rate": 10}, upgrade={"readyTimeout": "10s"})
    made.change(image="hangs")
    made.run(4)
    made.now += timedelta(seconds=10)
    found = prove(context(made))
    assert upgrade(found).status.attempt.drain_reason is DrainReason.ROLLBACK


def test_a_stateless_upgrade_starts_from_an_empty_checkpoint(running_world):
    made = running_world(upgrade={"mode": "stateless"}, producer={"rate": 10})
    made.change(image="jobs:2")
    made.run(6)
    assert (made.checkpoint, made.status.applied.checkpoint_epoch) == ((0, 2), 2)
    assert made.committed == made.produced


def test_a_restart_of_the_same_version_keeps_its_checkpoint(running_world):
    made = running_world(upgrade={"mode": "stateless"})
    made.change(restartNonce=1)
    made.run(6)
    made.fail_driver()
    made.run(20)
    assert (made.starts, made.checkpoint) == ([1, 2, 3], (0, 0))


def test_a_change_while_a_restart_waits_starts_at_once_with_all_chances(running_world):
    made = running_world()
    made.fail_driver()
    made.run(2)
    made.change(image="jobs:2")
    made.step()
    assert made.applied[-1] == StartDriver(2)
    restarts = made.status.restarts
    assert (restarts.count, restarts.consecutive_failures, restarts.next_restart_time) == (
        0,
        0,
        None,
    )


def test_a_second_change_while_the_first_drains_takes_one_restart(running_world):
    made = running_world()
    made.change(image="jobs:2")
    made.step()
    made.change(image="jobs:3")
    made.run(8)
    assert (made.starts, made.status.phase) == ([1, 2], Phase.RUNNING)


def test_both_parts_changed_at_once_are_both_replaced(running_world):
    made = running_world(producer={"rate": 10})
    made.change(image="jobs:2", producer={"rate": 20})
    made.run(8)
    assert made.status.applied.producer == made.producer.fingerprint
    assert (made.starts, made.status.phase) == ([1, 2], Phase.RUNNING)
