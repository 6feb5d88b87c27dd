"""What a scenario is: numbered events, any of which can be made without those before it."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

CHUNK = 10_000
"""Events drawn from one random stream. A power of ten: the digits above are one chunk's own."""


@dataclass(frozen=True)
class Batch:
    """Consecutive events, ready to be sent."""

    values: list[bytes]
    """One JSON object each."""
    keys: NDArray[np.intp]
    """Of each event, the index of its key in the scenario's `keys`."""
    timestamps: NDArray[np.int64]
    """Of each event, epoch milliseconds, ascending."""


class Scenario(Protocol):
    """Numbered events: the same seed, run and number give the same event but for the time."""

    @property
    def keys(self) -> tuple[str, ...]:
        """What the ledger counts by: the genres."""

    def events(self, first: int, timestamps: NDArray[np.int64]) -> Batch:
        """Make the events `first`, `first + 1`, ... one for each timestamp.

        Args:
            first: the number of the first event, from 0.
            timestamps: epoch milliseconds, ascending. The events must lie in one chunk:
                `first // CHUNK` is the same for all of them.
        """


def room_in_chunk(first: int) -> int:
    """How many events, `first` included, are left in its chunk."""
    return CHUNK - first % CHUNK
