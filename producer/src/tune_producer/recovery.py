"""Recovery: after a crash, find out what the last run sent beyond its ledger.

The ledger says from which offsets on the topic holds events it does not count; without a ledger,
the time from which the run may have begun. Those of this run are found by their ids and counted
with the times they carry. Several partitions are written at once, so some of the numbers below the
highest may be missing: only those are sent again, unless Kafka may have deleted them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
import orjson
from numpy.typing import NDArray

from tune_contract.errors import InvalidInput
from tune_contract.runtime.reports import Ledger
from tune_producer.disorder.plan import Faults, Plan, counts
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
class Own:
    """How a run's own events are told from others, and counted."""

    ids: EventIds
    keys: tuple[str, ...]
    counted_by: tuple[str, ...]
    """The fields that make a key."""
    plan: Plan


@dataclass(frozen=True)
class Found:
    """Records of the run as they stand in the topic, repeats included."""

    values: list[bytes]
    sequences: NDArray[np.int64]
    faults: Faults
    """As planned."""
    keys: NDArray[np.intp]
    """-1 for what does not count."""
    timestamps: NDArray[np.int64]
    """Epoch milliseconds; -1 for what does not count."""


def find_own(values: Iterable[bytes], own: Own) -> Iterator[Found]:
    """The records of this run among a topic's values, some at a time; empty parts too."""
    places = {key: place for place, key in enumerate(own.keys)}
    source = iter(values)
    while part := list(islice(source, _PART)):
        numbered = [(own.ids.sequence(value), value) for value in part]
        ours = [(number, value) for number, value in numbered if number is not None]
        sequences = np.array([number for number, _ in ours], dtype=np.int64)
        faults = own.plan.of(sequences)
        events = [
            orjson.loads(value) if good else None
            for (_, value), good in zip(ours, counts(faults).tolist(), strict=True)
        ]
        keys = [places[_key(event, own)] if event else -1 for event in events]
        times = [event["timestamp"] if event else -1 for event in events]
        yield Found(
            [value for _, value in ours],
            sequences,
            faults,
            np.array(keys, dtype=np.intp),
            np.array(times, dtype=np.int64),
        )


def _key(event: Mapping[str, str], own: Own) -> str:
    return "/".join(event[field] for field in own.counted_by)


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
