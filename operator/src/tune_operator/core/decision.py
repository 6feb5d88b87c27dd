"""The outcome of one pass: what to do, what to remember, when to look again, and why."""

from dataclasses import dataclass

from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.status import TuneJobStatus
from tune_operator.core.actions import Action


@dataclass(frozen=True)
class Decision:
    """What one pass over a job found to do.

    The status is written before the actions are applied: after a crash the next pass finds the
    intent and adopts what was done of it.
    """

    status: TuneJobStatus
    reason: str
    """A sentence, always: it becomes the event and the log line."""
    job: TuneJob
    """The job as it is to run, with that status: actions are applied by this one, whose spec is the
    last good one after a rollback."""
    actions: tuple[Action, ...] = ()
    requeue_after: float | None = None
    """Seconds until a pass is due even if nothing is seen to change; None = no need."""
    gone: bool = False
    """Deletion only: once the actions are applied nothing of the job is left, and it may go."""
