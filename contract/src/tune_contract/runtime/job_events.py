"""The events of a job: Kubernetes' own on a cluster, a file beside the job with `tune run`."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from tune_contract.model import LenientModel

EVENTS_FILE = "events.json"
"""Its name in the job's folder."""
MOST_EVENTS = 100


class EventType(StrEnum):
    """Kubernetes' two types."""

    NORMAL = "Normal"
    WARNING = "Warning"


class JobEvent(LenientModel):
    """Something that was done for a job, or went wrong."""

    time: datetime
    """When it was told last."""
    type: EventType
    reason: str
    """What it was, in one word for programs."""
    message: str
    count: int = 1
    """How often it was told."""


class JobEvents(LenientModel):
    """The last events of a job, newest first."""

    events: list[JobEvent] = Field(default_factory=list)

    def with_one(self, event: JobEvent) -> "JobEvents":
        """One event more; what was told just before is counted instead."""
        newest = self.events[0] if self.events else None
        if newest and (newest.reason, newest.message) == (event.reason, event.message):
            again = event.model_copy(update={"count": newest.count + event.count})
            return JobEvents(events=[again, *self.events[1:]])
        return JobEvents(events=[event, *self.events[: MOST_EVENTS - 1]])
