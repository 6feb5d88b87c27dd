"""How long to go on trying, and how long to wait in between."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tune_contract.errors import Unreachable

FIRST_WAIT, LONGEST_WAIT = 0.5, 10.0  # seconds, when the API does not say how long


@dataclass(frozen=True)
class Patience:
    """How long to try."""

    seconds: float
    """Without one event that is taken."""
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Backoff:
    """The waits between tries, each twice as long as the one before."""

    def __init__(self, patience: Patience) -> None:
        """Begin to lose patience."""
        self._patience = patience
        self.reset()

    def reset(self) -> None:
        """Something was taken."""
        self._wait = FIRST_WAIT
        self._give_up = self._patience.now() + self._patience.seconds

    def wait(self, asked: float | None, reason: str) -> None:
        """Wait before the next try.

        Args:
            asked: as long as the API says, in seconds.
            reason: why it is necessary.

        Raises:
            Unreachable: it has been tried for long enough.
        """
        seconds = self._wait if asked is None else asked
        if self._patience.now() + seconds > self._give_up:
            raise Unreachable(reason, "send the file again: what is in Kafka is not written twice")
        self._patience.sleep(seconds)
        self._wait = min(2 * self._wait, LONGEST_WAIT)
