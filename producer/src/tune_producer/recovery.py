"""Recovery: after a crash, find out what the last run sent beyond its ledger, and fill the gaps.

The ledger says from which offsets on the topic holds events it does not count. Those of this run
are found by their ids and counted with the times they carry. Several partitions are written at
once, so some of the numbers below the highest may be missing: only those are sent again.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import orjson
from numpy.typing import NDArray

from tune_contract.errors import InvalidInput
from tune_contract.runtime.reports import Ledger
from tune_producer.event_id import EventIds


@dataclass(frozen=True)
class Found:
    """Events that are in the topic but not in the ledger, each once, by number."""

    sequences: NDArray[np.int64]
    keys: NDArray[np.intp]
    timestamps: NDArray[np.int64]
    """Epoch milliseconds."""

    def gaps(self, first: int) -> Iterator[tuple[int, int]]:
        """The runs of missing numbers from `first` on, as first and count."""
        edges = np.concatenate(([first - 1], self.sequences))
        for before, jump in zip(edges[:-1], np.diff(edges), strict=True):
            if jump > 1:
                yield int(before) + 1, int(jump) - 1


def find_own(values: Iterable[bytes], ids: EventIds, first: int, keys: tuple[str, ...]) -> Found:
    """The events of this run from number `first` on, among a topic's values."""
    opening = f'{{"event_id":"{ids.prefix}'.encode()
    sequences, indices, timestamps = array("q"), array("q"), array("q")
    for value in values:
        if not value.startswith(opening):
            continue
        event = orjson.loads(value)
        sequence = ids.sequence(event["event_id"])
        if sequence is not None and sequence >= first:
            sequences.append(sequence)
            indices.append(keys.index(event["genre"]))
            timestamps.append(event["timestamp"])
    once, at = np.unique(np.array(sequences, dtype=np.int64), return_index=True)
    return Found(once, np.array(indices, dtype=np.intp)[at], np.array(timestamps, np.int64)[at])


def starting_points(ledger: Ledger, ends: dict[int, int]) -> dict[int, int]:
    """Partition -> the first offset that the ledger does not cover; a new partition's is 0.

    Raises:
        InvalidInput: the topic is shorter than when the ledger was written.
    """
    starts = {partition: ledger.offsets.get(partition, 0) for partition in ends}
    if any(starts[partition] > end for partition, end in ends.items()):
        raise InvalidInput(
            f"the topic {ledger.topic} was made anew since the ledger was written",
            "give another ledgerFile, or remove it to start anew",
        )
    return starts
