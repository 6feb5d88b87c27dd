"""Gives a new version of the stream up for the last one that was ready."""

from datetime import datetime

from tune_contract.tunejob.status import RollbackStatus
from tune_operator.core.context import Context
from tune_operator.core.fingerprint import request, version
from tune_operator.core.version import last_good_spec


def on_trial(context: Context) -> bool:
    """Whether the version that is applied has yet to become ready, with a good one to go back to.

    A driver that reads what is there and ends is never on trial: its end tells how it did.
    """
    status, upgrade = context.status, context.spec.upgrade
    if status.last_good is None or not upgrade.rollback or context.spec.trigger.once():
        return False
    if context.rolled_back():
        return False
    still_asked = request(status.applied) == request(context.asked)
    another = version(status.applied) != version(status.last_good.applied)
    return still_asked and another and last_good_spec(status) is not None


def trial_deadline(context: Context) -> datetime | None:
    """When the version on trial is given up; None while it has not all that it needs."""
    since = context.status.trial_since
    if since is None or not on_trial(context):
        return None
    return since + context.spec.upgrade.ready_timeout


def roll_back(context: Context, failed: str) -> Context:
    """Refuse the version on trial and let the last good one run.

    Args:
        context: a pass over a job whose version is on trial.
        failed: what it did wrong, as in `was not ready in 5m: ...`.
    """
    good, generation = context.status.last_good, context.job.metadata.generation
    message = (
        f"The version of generation {generation} {failed} "
        f"That of generation {good.generation if good else 0} runs instead. "
        "Change the spec, or spec.restartNonce to try it once more."
    )
    rollback = RollbackStatus(
        refused=context.asked.model_copy(update={"producer": ""}),
        generation=generation,
        time=context.now,
        message=message,
    )
    return context.remember(rollback=rollback, trial_since=None).note(message)
