from datetime import timedelta

import pytest

from tune_contract.tunejob.phase import ConditionType, FailureClass, Phase
from tune_operator.core.backoff import delay
from tune_operator.core.observed import ExitObserved, ProcessState


def until_restarted(made):
    starts = len(made.starts)
    while len(made.starts) == starts:
        made.now = max(made.now, made.status.restarts.next_restart_time or made.now)
        made.run(1)
    made.run(3)


def test_a_failure_is_followed_by_a_restart_after_the_wait(running_world):
    made = running_world()
    made.fail_driver(FailureClass.OUT_OF_MEMORY, 137)
    failed_at = made.now
    decision = made.step()
    failure, restarts = made.status.last_failure, made.status.restarts
    assert (failure.time, failure.exit_code, failure.message) == (failed_at, 137, "It broke.")
    assert failure.failure_class is FailureClass.OUT_OF_MEMORY
    due = failed_at + delay(made.job.spec.restart_policy.backoff, 1, "uid-1")
    assert (restarts.next_restart_time, restarts.consecutive_failures) == (due, 1)
    assert made.status.phase is Phase.PENDING
    assert decision.reason.startswith("The driver failed (OutOfMemory). It is started again in ")
    made.now = due - timedelta(microseconds=1)
    assert made.step().actions == ()
    made.now = due
    made.step()
    assert made.starts == [1, 2]
    assert made.status.restarts.count == 1
    assert made.status.restarts.next_restart_time is None


def test_the_next_look_is_when_the_wait_ends(running_world):
    made = running_world()
    made.fail_driver()
    made.run(1)
    due = made.status.restarts.next_restart_time
    assert made.step().requeue_after == (due - made.now).total_seconds()


def test_too_many_failures_in_a_row_are_the_end(running_world):
    made = running_world(restartPolicy={"maxRestarts": 2})
    for _ in range(2):
        made.fail_driver()
        made.run(1)
        assert made.status.phase is Phase.PENDING
        until_restarted(made)
    made.fail_driver()
    made.run(2)
    assert made.status.phase is Phase.FAILED
    assert made.condition(ConditionType.STALLED) == ("True", "TooManyFailures")
    assert made.status.condition(ConditionType.STALLED).message == (
        "Application: It broke. It failed 3 times in a row, restartPolicy.maxRestarts is 2. "
        "Change the spec, or spec.restartNonce to start it again."
    )
    assert (made.starts, made.status.restarts.next_restart_time) == ([1, 2, 3], None)


def test_no_restarts_allowed_means_none(running_world):
    made = running_world(restartPolicy={"maxRestarts": 0})
    made.fail_driver()
    made.run(1)
    assert made.status.phase is Phase.FAILED


def test_never_is_the_end_at_once(running_world):
    made = running_world(restartPolicy={"type": "Never"}, producer={})
    made.fail_driver()
    made.run(3)
    assert made.status.phase is Phase.FAILED
    assert made.condition(ConditionType.STALLED) == ("True", "RestartPolicyNever")
    assert made.driver.state is made.producer.state is ProcessState.ABSENT


@pytest.mark.parametrize("policy", ["OnFailure", "Always"])
def test_what_a_restart_cannot_mend_is_the_end_at_once(running_world, policy):
    made = running_world(restartPolicy={"type": policy})
    made.fail_driver(FailureClass.CHECKPOINT)
    made.run(1)
    assert made.status.phase is Phase.FAILED
    assert made.condition(ConditionType.STALLED) == ("True", "CheckpointIncompatible")
    assert "checkpoint.resetNonce" in made.status.condition(ConditionType.STALLED).message


@pytest.mark.parametrize("policy", ["OnFailure", "Always"])
@pytest.mark.parametrize("drained", [True, False])
def test_a_stream_without_end_that_ends_well_is_started_again_uncounted(
    running_world, policy, drained
):
    made = running_world(restartPolicy={"type": policy})
    made.end_driver(ExitObserved(0, drained=drained))
    made.run(1)
    restarts = made.status.restarts
    assert (restarts.consecutive_failures, made.status.last_failure) == (0, None)
    assert restarts.next_restart_time is not None
    until_restarted(made)
    assert (made.status.phase, made.status.restarts.count) == (Phase.RUNNING, 1)


def test_with_never_it_is_the_end(running_world):
    made = running_world(restartPolicy={"type": "Never"})
    made.end_driver(ExitObserved(0))
    made.run(1)
    assert made.status.phase is Phase.FAILED
    assert made.status.last_failure.message == "It ended by itself with exit code 0."
