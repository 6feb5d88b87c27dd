"""Decides what follows the end of a driver that nobody asked to end: a restart, or Failed.

A stream without end has no good reason to end by itself. When it does with exit code 0 (somebody
else asked it to drain, as when a node is emptied), `OnFailure` and `Always` both start it again
after the first wait, and count no failure.
"""

from tune_contract.tunejob.lifecycle import RestartType
from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.status import FailureStatus
from tune_operator.core.backoff import delay
from tune_operator.core.context import Context, Verdict
from tune_operator.core.failure import failure_of
from tune_operator.core.findings import said
from tune_operator.core.observed import ExitObserved
from tune_operator.core.rollback import on_trial, roll_back

_CHOICES = (
    "A restart cannot help. Go back to the spec that the checkpoint was made with, or restore it "
    "if it is broken (`tune checkpoint verify`), or change checkpoint.resetNonce to start over "
    "from an empty checkpoint."
)
_AGAIN = "Change the spec, or spec.restartNonce to start it again."


def fail(context: Context, ended: ExitObserved) -> Context:
    """Count a failure; start again later, go back to the last good version, or give up."""
    failure = failure_of(ended, context.now)
    restarts = context.status.restarts
    failures = restarts.consecutive_failures + 1
    counted = context.remember(
        last_failure=failure,
        restarts=restarts.model_copy(update={"consecutive_failures": failures}),
    )
    verdict = _verdict(counted, failure)
    if on_trial(context) and (verdict or failure.failure_class.of_the_version()):
        return roll_back(counted, f"failed before it was ready: {said(failure)}")
    if verdict is None:
        return _start_later(counted, f"The driver failed ({failure.failure_class.value}).")
    return counted.note(verdict.message).finish(Phase.FAILED, verdict)


def start_over(context: Context, ended: ExitObserved) -> Context:
    """Start again after an end that is no failure."""
    if context.spec.restart_policy.type is RestartType.NEVER:
        return fail(context, ended)
    return _start_later(context, "The driver ended well, but the stream has no end.")


def _start_later(context: Context, why: str) -> Context:
    restarts = context.status.restarts
    wait = delay(
        context.spec.restart_policy.backoff,
        max(1, restarts.consecutive_failures),
        context.job.metadata.uid,
    )
    due = restarts.model_copy(update={"next_restart_time": context.now + wait})
    again = f"{why} It is started again in {wait.total_seconds():.1f} s."
    return context.remember(restarts=due).note(again)


def _verdict(context: Context, failure: FailureStatus) -> Verdict | None:
    """Why it is not started again, if it is not."""
    policy, failures = context.spec.restart_policy, context.status.restarts.consecutive_failures
    why = said(failure)
    if failure.failure_class.permanent():
        return Verdict(f"{failure.failure_class.value}Incompatible", f"{why} {_CHOICES}")
    if policy.type is RestartType.NEVER:
        return Verdict("RestartPolicyNever", f"{why} restartPolicy.type is Never. {_AGAIN}")
    if failures > policy.max_restarts:
        counted = f"It failed {failures} times in a row, restartPolicy.maxRestarts is"
        return Verdict("TooManyFailures", f"{why} {counted} {policy.max_restarts}. {_AGAIN}")
    return None
