"""Lets a finished job rest: until its spec changes, or until its time to live is over."""

from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.status import RestartStatus
from tune_operator.core.actions import DeleteJob
from tune_operator.core.conclude import conclude
from tune_operator.core.context import Context
from tune_operator.core.deadlines import expiry
from tune_operator.core.decision import Decision
from tune_operator.core.fingerprint import FieldClass
from tune_operator.core.steps.clear import stop_producer


def rest(context: Context) -> Context | Decision:
    """Stop here if the job has finished, unless a changed spec opens it again."""
    if not context.status.phase.finished():
        return context
    if _asked_again(context):
        again = context.note("The spec of the finished job changed: it is started again.")
        begun = {"phase": Phase.PENDING, "finish_time": None, "trial_since": None}
        return again.remember(**begun, restarts=RestartStatus())
    stopped = stop_producer(context, "The job has finished: the producer is removed.")
    end = expiry(stopped)
    if end is not None and stopped.now >= end:
        return conclude(stopped.act("ttlSecondsAfterFinished is over.", DeleteJob()))
    return conclude(stopped)


def _asked_again(context: Context) -> bool:
    """Whether the spec asks for another run now.

    A scheduled job waits for its time; a job whose topic was replaced for another checkpoint.
    """
    if context.spec.trigger.schedule or context.wanted.replaced_topics:
        return False
    return context.changed(FieldClass.STREAM) or context.changed(FieldClass.PRODUCER)
