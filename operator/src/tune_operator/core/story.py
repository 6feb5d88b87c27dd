"""What a pass is told as, to those who follow a job: an event for each thing done."""

from dataclasses import dataclass

from tune_contract.runtime.job_events import EventType
from tune_contract.tunejob.phase import Phase
from tune_operator.core.decision import Decision


@dataclass(frozen=True)
class Story:
    """An event without its time."""

    type: EventType
    reason: str
    """What was done, in one word for programs."""
    message: str


def story_of(decision: Decision) -> Story | None:
    """What a pass does; None when it does nothing."""
    if not decision.actions:
        return None
    failed = decision.status.phase in {Phase.FAILED, Phase.ROLLING_BACK}
    failed = failed or "failed" in decision.reason
    kind = EventType.WARNING if failed else EventType.NORMAL
    return Story(kind, type(decision.actions[0]).__name__, decision.reason)
