"""What the operator remembers of a job between two passes; all of it can be lost.

The status here is the newest one. The object's may be some seconds behind in its numbers, never in
what was decided.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.phase import FailureClass
from tune_contract.tunejob.problems import InvalidDocument
from tune_contract.tunejob.status import TuneJobStatus

_FIRST_WAIT = 2.0  # seconds until what was refused is tried again; doubled each time
_LONGEST_WAIT = 60.0


@dataclass(frozen=True)
class Setback:
    """Something that the API server refused to take, and when it is tried again."""

    message: str
    failure_class: FailureClass
    wait: float
    until: float
    """On the monotonic clock."""

    def waiting(self) -> bool:
        """Whether it is too early to try again."""
        return time.monotonic() < self.until


@dataclass
class Memory:
    """One job's."""

    uid: str
    status: TuneJobStatus
    written: TuneJobStatus
    """The status as the object has it."""
    written_at: datetime
    parsed: tuple[int, TuneJob | InvalidDocument] | None = None
    """The spec of that generation, checked."""
    setback: Setback | None = None
    """Why the driver could not be made."""
    producer_finished_at: float | None = None
    """When it was first seen that the producer had finished: lag measured before does not count."""
    reason: str = ""
    """Of the last decision, as the log has it."""
    told: str = ""
    """The last event's text."""
    tails: dict[str, str] = field(default_factory=dict)
    """The last log lines of ended pods, by uid: they do not change any more."""
    producer_tails: dict[str, str] = field(default_factory=dict)
    """The same of the producer's pods."""

    def refuse(self, message: str, failure_class: FailureClass) -> None:
        """Note a setback; each one in a row waits longer."""
        before = self.setback.wait if self.setback else _FIRST_WAIT / 2
        wait = min(before * 2, _LONGEST_WAIT)
        until = time.monotonic() + wait
        self.setback = Setback(message, failure_class, wait, until)

    def stale(self, now: datetime, after: timedelta) -> bool:
        """Whether the object's numbers are older than that."""
        return now - self.written_at >= after
