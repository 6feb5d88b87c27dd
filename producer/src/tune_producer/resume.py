"""Resume: complete the account by what the last run sent and its ledger does not count."""

import numpy as np

from tune_contract.errors import Unreachable
from tune_producer.event_id import EventIds
from tune_producer.kafka.reader import TopicReader
from tune_producer.recovery import find_own, starting_points
from tune_producer.run import Parts

_LAST_WORDS = 1.0
"""Seconds until requests that a killed run had already sent are surely in the topic."""


def resume(parts: Parts, reader: TopicReader, partitions: list[int], keys: tuple[str, ...]) -> None:
    """Count what is already there, and send what is missing. Nothing to do for a new ledger.

    Raises:
        InvalidInput: the ledger is of an older topic of this name.
        Unreachable: Kafka stops answering, or a stop was asked for while it takes no events.
    """
    ledger = parts.account.ledger
    if not ledger.offsets:
        return
    parts.clock.wait(_LAST_WORDS)
    ends = reader.ends(partitions)
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
        if parts.sender.send(first, times):
            first += count
        elif parts.stop.requested:
            raise Unreachable("Kafka took no events before the stop", "check the brokers")
