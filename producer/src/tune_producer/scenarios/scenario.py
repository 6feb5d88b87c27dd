"""What a scenario is: numbered events, any of which can be made without those before it."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tune_contract.runtime.reports import DisorderCounts
from tune_producer.scenarios.rhythm import Rhythm

CHUNK = 10_000
"""Events drawn from one random stream. A power of ten: the digits above are one chunk's own."""


@dataclass(frozen=True)
class Batch:
    """Consecutive events, ready to be sent."""

    values: list[bytes]
    """The records; one JSON object each, but for what is broken on purpose."""
    keys: NDArray[np.intp]
    """Of each event that counts, the index of its key in the scenario's `keys`."""
    timestamps: NDArray[np.int64]
    """Of each event that counts, epoch milliseconds."""
    disorder: DisorderCounts = field(default_factory=DisorderCounts)
    """The records that do not."""


class Scenario(Protocol):
    """Numbered events: the same seed, run, number and time give the same event."""

    @property
    def keys(self) -> tuple[str, ...]:
        """What the ledger counts by: all values that the declaration's `counted_by` can have."""

    @property
    def rhythm(self) -> Rhythm:
        """When the events come."""

    def events(self, first: int, timestamps: NDArray[np.int64]) -> Batch:
        """Make the events `first`, `first + 1`, ... one for each timestamp.

        Args:
            first: the number of the first event, from 0.
            timestamps: when each is sent, epoch milliseconds, ascending. The events must lie in one
                chunk: `first // CHUNK` is the same for all of them.
        """


def room_in_chunk(first: int) -> int:
    """How many events, `first` included, are left in its chunk."""
    return CHUNK - first % CHUNK
