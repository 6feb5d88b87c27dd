"""Resume: bring ledger and topic together before the first event is due.

A new ledger is written before anything is sent: a crash at any moment finds the offsets to read
from. An old one is completed by what its last run sent and did not count.
"""

import numpy as np

from tune_contract.errors import Unreachable
from tune_producer.event_id import EventIds
from tune_producer.kafka.reader import TopicReader
from tune_producer.recovery import find_own, starting_points
from tune_producer.run import Parts

_LAST_WORDS = 1.0
"""Seconds until requests that a killed run had already sent are surely in the topic."""
_PATIENCE = 30.0
"""Seconds until Kafka must have acknowledged what was sent again."""


def resume(parts: Parts, reader: TopicReader, partitions: list[int], keys: tuple[str, ...]) -> None:
    """Count what is already there, send what is missing, and settle.

    Raises:
        InvalidInput: the ledger is of an older topic of this name.
        Unreachable: Kafka stops answering.
    """
    if parts.account.ledger.offsets:
        parts.clock.wait(_LAST_WORDS)
        _complete(parts, reader, reader.ends(partitions), keys)
    if not parts.books.settle(parts.publisher, _PATIENCE):
        raise Unreachable(f"Kafka acknowledged nothing for {_PATIENCE:g} s", "check the brokers")


def _complete(
    parts: Parts, reader: TopicReader, ends: dict[int, int], keys: tuple[str, ...]
) -> None:
    ledger = parts.account.ledger
    starts = starting_points(ledger, ends)
    ids = EventIds(ledger.seed, ledger.run)
    found = find_own(reader.values(starts, ends), ids, ledger.next_sequence, keys)
    parts.account.add(found.keys, found.timestamps)
    for first, count in found.gaps(ledger.next_sequence):
        _send(parts, first, first + count)


def _send(parts: Parts, first: int, end: int) -> None:
    """Send the events `first` to `end - 1`, dated now."""
    while first < end:
        count = min(end - first, parts.sender.most(first))
        times = np.full(count, parts.clock.epoch_ms(), dtype=np.int64)
        if not parts.sender.send(first, times):
            raise Unreachable("Kafka takes no events", "check the brokers")
        first += count
