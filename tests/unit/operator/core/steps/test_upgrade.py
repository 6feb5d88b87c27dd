from tune_contract.tunejob.phase import DrainReason, Phase
from tune_operator.core.actions import StartDriver
from tune_operator.core.steps.upgrade import upgrade


def test_an_unchanged_stream_goes_on(running_world, context):
    found = context(running_world())
    assert upgrade(found) == found


def test_a_changed_stream_is_asked_to_finish(running_world, context):
    made = running_world()
    made.change(image="jobs:2")
    found = upgrade(context(made))
    assert found.status.attempt.drain_reason is DrainReason.CHANGE


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
