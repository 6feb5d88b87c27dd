"""Recovery: after a crash, find out what the last run sent beyond its ledger.

The ledger says from which offsets on the topic holds events it does not count; without a ledger,
the time from which the run may have begun. Those of this run are found by their ids and counted
with the times they carry. Several partitions are written at once, so some of the numbers below the
highest may be missing: only those are sent again, unless Kafka may have deleted them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import orjson
from numpy.typing import NDArray

from tune_contract.errors import InvalidInput
from tune_contract.runtime.reports import Ledger
from tune_producer.event_id import EventIds

_PART = 10_000
"""Records looked at together."""


@dataclass(frozen=True)
class Span:
    """The part of the topic to read back: partition -> offset."""

    starts: dict[int, int]
    ends: dict[int, int]
    cut: frozenset[int] = frozenset()
    """Partitions that have lost records which may have been the run's."""


@dataclass(frozen=True)
class Found:
    """Events of the run as they stand in the topic, repeats included."""

    sequences: NDArray[np.int64]
    keys: NDArray[np.intp]
    timestamps: NDArray[np.int64]
    """Epoch milliseconds."""


def find_own(values: Iterable[bytes], ids: EventIds, keys: tuple[str, ...]) -> Iterator[Found]:
    """The events of this run among a topic's values, some at a time; empty parts too."""
    opening = f'{{"event_id":"{ids.prefix}'.encode()
    places = {key: place for place, key in enumerate(keys)}
    source = iter(values)
    while part := list(islice(source, _PART)):
        events = [orjson.loads(value) for value in part if value.startswith(opening)]
        numbered = [(ids.sequence(event["event_id"]), event) for event in events]
        own = [
            (number, places[event["genre"]], event["timestamp"])
            for number, event in numbered
            if number is not None
        ]
        columns = np.array(own, dtype=np.int64).reshape(-1, 3).T
        yield Found(columns[0], columns[1].astype(np.intp), columns[2])


def span_behind(ledger: Ledger, ends: dict[int, int]) -> Span:
    """What the ledger does not cover; a new partition is read from its beginning.

    Raises:
        InvalidInput: the topic is shorter than when the ledger was written.
    """
    starts = {partition: ledger.offsets.get(partition, 0) for partition in ends}
    if any(starts[partition] > end for partition, end in ends.items()):
        raise InvalidInput(
            f"the topic {ledger.topic} was made anew since the ledger was written",
            "give another ledgerFile, or remove it to start anew",
        )
    return Span(starts, ends)


def span_since(starts: dict[int, int], kept: dict[int, int], ends: dict[int, int]) -> Span:
    """What may hold a run of which there is no ledger.

    Args:
        starts: partition -> the first record since the run began.
        kept: partition -> the first record that Kafka has kept.
        ends: partition -> the offset after the last record.
    """
    cut = frozenset(part for part, start in starts.items() if start == kept[part] > 0)
    return Span(starts, ends, cut)
