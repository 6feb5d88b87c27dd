"""The time since the command was typed."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Clock:
    """Times of one command."""

    began: float
    """When the process started, on the monotonic clock: before Python could run any of our code."""

    def elapsed(self) -> float:
        """Seconds since the command was typed."""
        return time.monotonic() - self.began

    def now(self) -> datetime:
        """The time of the day, in UTC."""
        return datetime.now(UTC)


def process_clock() -> Clock:
    """The clock of this process."""
    return Clock(time.monotonic() - (time.time() - psutil.Process().create_time()))
