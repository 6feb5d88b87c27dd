"""Decides what a job needs next. One path for create, update and delete: the list of steps."""

from collections.abc import Callable
from datetime import datetime

from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.status import TuneJobStatus
from tune_operator.core.conclude import conclude
from tune_operator.core.context import Context
from tune_operator.core.decision import Decision
from tune_operator.core.fingerprint import applied_by
from tune_operator.core.observed import Observed
from tune_operator.core.steps.accept import accept
from tune_operator.core.steps.account import account
from tune_operator.core.steps.adopt import adopt
from tune_operator.core.steps.delete import delete
from tune_operator.core.steps.drain import pursue_drain
from tune_operator.core.steps.finish import finish
from tune_operator.core.steps.forgive import forgive
from tune_operator.core.steps.identify import identify
from tune_operator.core.steps.measure import measure
from tune_operator.core.steps.plan import plan
from tune_operator.core.steps.produce import produce
from tune_operator.core.steps.prove import prove
from tune_operator.core.steps.rest import rest
from tune_operator.core.steps.start import start
from tune_operator.core.steps.suspend import suspend
from tune_operator.core.steps.topics import ensure_topics
from tune_operator.core.steps.upgrade import upgrade
from tune_operator.core.steps.watch import watch

Step = Callable[[Context], Context | Decision]

STEPS: tuple[Step, ...] = (
    adopt,
    measure,
    forgive,
    delete,
    account,
    plan,
    rest,
    suspend,
    identify,
    accept,
    ensure_topics,
    produce,
    prove,
    watch,
    finish,
    upgrade,
    pursue_drain,
    start,
)


def decide(
    job: TuneJob,
    status: TuneJobStatus,
    observed: Observed,
    now: datetime,
    *,
    desired: bool = True,
) -> Decision:
    """Find what a job needs next.

    Args:
        job: what the user asks for; `job.status` is not read.
        status: the status as it is stored.
        observed: what the backend saw after it read that status.
        now: the time, with a time zone.
        desired: False while the job is being deleted.

    Returns:
        What to write, then to do. When nothing changed, the status equals the given one and there
        are no actions.
    """
    context = Context(
        job,
        observed,
        now,
        before=status,
        status=status,
        asked=applied_by(job.spec),
        desired=desired,
    )
    for step in STEPS:
        result = step(context)
        if isinstance(result, Decision):
            return result
        context = result
    return conclude(context)
