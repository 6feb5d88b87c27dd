"""Time as an argument."""

import time
from typing import Protocol

from tune_producer.stop import Stop


class Clock(Protocol):
    """What the producer knows of time."""

    def epoch_ms(self) -> float:
        """Milliseconds since 1970-01-01 UTC."""

    def monotonic(self) -> float:
        """Seconds from some instant, never going back."""

    def wait(self, seconds: float) -> None:
        """Let time pass; shorter when the producer is asked to stop."""


class SystemClock:
    """The machine's time."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop

    def epoch_ms(self) -> float:
        """See Clock."""
        return time.time_ns() / 1e6

    def monotonic(self) -> float:
        """See Clock."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """See Clock."""
        self._stop.wait(seconds)
