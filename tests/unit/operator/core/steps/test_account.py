from tune_contract.tunejob.phase import FailureClass, Phase
from tune_operator.core.actions import KillDriver, RemoveDriver, StartDriver, StopProducer
from tune_operator.core.observed import ExitObserved
from tune_operator.core.steps.account import account


def test_a_failure_is_noted_once_and_the_driver_removed(running_world):
    made = running_world()
    made.crash_before = made.calls + 2
    made.fail_driver()
    made.step()
    noted = made.status
    assert noted.last_failure.log_tail == "last line"
    assert (noted.restarts.consecutive_failures, noted.attempt.end_time) == (1, made.now)
    assert [(each.number, each.message) for each in noted.attempts] == [
        (1, noted.last_failure.message)
    ]
    assert made.applied == []
    made.step()
    assert made.status == noted
    assert made.applied == [RemoveDriver()]


def test_a_working_driver_is_left_alone(running_world, context):
    found = context(running_world())
    assert account(found) == found


def test_a_driver_that_was_never_seen_has_not_ended(world, context):
    made = world()
    made.step()
    made.lose_driver()
    found = context(made)
    assert account(found) == found


def test_a_driver_that_was_seen_and_is_gone_failed_from_outside(running_world):
    made = running_world()
    made.lose_driver()
    decision = made.step()
    failure = decision.status.last_failure
    assert (failure.failure_class, failure.exit_code) == (FailureClass.INFRASTRUCTURE, None)
    assert decision.status.restarts.consecutive_failures == 1
    assert decision.actions == ()


def test_an_end_on_request_is_no_failure_whatever_its_code(running_world):
    made = running_world()
    made.change(image="jobs:2")
    made.step()
    made.fail_driver()
    made.run(2)
    assert made.applied[-2:] == [RemoveDriver(), StartDriver(2)]
    assert (made.status.last_failure, made.status.restarts.count) == (None, 0)
    assert [(each.number, each.failure_class) for each in made.status.attempts] == [(1, None)]


def test_available_now_that_others_drained_is_not_complete(running_world):
    made = running_world(trigger={"availableNow": True}, producer={"total": 100})
    made.run(7)
    assert made.starts == [1]
    made.end_driver(ExitObserved(0, drained=True))
    made.step()
    assert made.status.phase is Phase.PENDING
    assert made.status.restarts.next_restart_time is not None


def test_a_bounded_job_whose_drained_driver_was_killed_has_still_read_all(running_world):
    made = running_world(producer={"total": 60}, upgrade={"drainTimeout": "0s"})
    made.run(5)
    assert made.applied == [KillDriver(), StopProducer()]
    assert (made.status.phase, made.committed) == (Phase.SUCCEEDED, 60)
    assert made.status.last_failure is None


def test_a_producer_that_got_more_to_do_meanwhile_reopens_the_end(running_world):
    made = running_world(producer={"total": 50})
    while made.status.attempt.drain_requested_time is None:
        made.run(1)
    made.change(producer={"total": 80})
    made.run(20)
    assert made.status.phase is Phase.SUCCEEDED
    assert (made.committed, made.starts) == (80, [1, 2])
