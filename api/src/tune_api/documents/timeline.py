"""What has become of a job: its drivers and its events."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from tune_contract.model import Model
from tune_contract.runtime.job_events import JobEvent
from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.phase import FailureClass
from tune_contract.tunejob.status import AttemptStatus, EndedAttempt


class AttemptDocument(Model):
    """One driver."""

    number: int
    start_time: datetime | None
    end_time: datetime | None
    """null while it runs, or is still to be started."""
    failure_class: FailureClass | None = Field(None, alias="class")
    """Who or what made it fail; null when it ended well, or as it was asked to."""
    exit_code: int | None
    message: str
    """How it ended."""


class TimelineDocument(Model):
    """Drivers and events, newest first."""

    attempts: list[AttemptDocument]
    """The one that runs and the last ten that have ended."""
    events: list[JobEvent]
    """What was done or went wrong lately, at most 100."""


def timeline(job: TuneJob, events: Sequence[JobEvent]) -> TimelineDocument:
    """Show a job's past."""
    current = [_running(job.status.attempt)] if job.status.attempt.open() else []
    ended = [_ended(each) for each in job.status.attempts]
    return TimelineDocument(attempts=current + ended, events=list(events))


def _running(attempt: AttemptStatus) -> AttemptDocument:
    return AttemptDocument(
        number=attempt.number,
        start_time=attempt.start_time,
        end_time=None,
        exit_code=None,
        message="",
    )


def _ended(attempt: EndedAttempt) -> AttemptDocument:
    return AttemptDocument.model_validate(attempt.model_dump())
