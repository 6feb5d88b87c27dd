"""Resume: complete the account by what the last run sent and its ledger does not count."""

from datetime import UTC, datetime

import numpy as np

from tune_contract.errors import Unreachable
from tune_producer.event_id import EventIds
from tune_producer.kafka.reader import TopicReader
from tune_producer.numbers import Numbers
from tune_producer.recovery import Span, find_own, span_behind, span_since
from tune_producer.run import Parts

EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Since ever: all that Kafka has kept may be the run's."""
_LAST_WORDS = 1.0
"""Seconds until requests that a killed run had already sent are surely in the topic."""


def resume(
    parts: Parts, reader: TopicReader, partitions: list[int], since: datetime | None = None
) -> None:
    """Count what is already there, and send what is missing.

    Args:
        parts: with a ledger to go on from.
        reader: of the topic.
        partitions: the topic's.
        since: for a ledger without offsets: a run of that mark may have begun at this time. None =
            it is a new run, there is nothing to resume.

    Raises:
        InvalidInput: the ledger is of an older topic of this name.
        Unreachable: Kafka stops answering, or a stop was asked for before it is done.
    """
    ledger = parts.account.ledger
    if not ledger.offsets and since is None:
        return
    parts.clock.wait(_LAST_WORDS)
    ends = reader.ends(partitions)
    if ledger.offsets or since is None:
        span = span_behind(ledger, ends)
    else:
        kept = reader.kept(partitions)
        starts = kept if since == EVER else reader.since(partitions, since)
        span = span_since(starts, kept, ends)
    numbers, sure = _count(parts, reader, span)
    parts.account.expire(numbers.missing_before(sure))
    for first, count in numbers.gaps(sure):
        _send(parts, first, first + count)


def _count(parts: Parts, reader: TopicReader, span: Span) -> tuple[Numbers, int]:
    """Count the run's events; which there are, and from which number on a gap is a gap.

    A partition holds its numbers in order. What is missing below the first one that a cut partition
    has left may have stood there: it is not sent again.
    """
    ledger = parts.account.ledger
    ids, sure = EventIds(ledger.seed, ledger.run), ledger.next_sequence
    numbers = Numbers(sure)
    for part, start in span.starts.items():
        oldest: int | None = None
        values = reader.values({part: start}, {part: span.ends[part]})
        for found in find_own(values, ids, parts.sender.keys):
            if parts.stop.requested:
                raise Unreachable("stopped before the topic was read back", "start it again")
            if oldest is None and len(found.sequences):
                oldest = int(found.sequences[0])
            new = numbers.note(found.sequences)
            parts.account.add(found.keys[new], found.timestamps[new])
        if part in span.cut and oldest is not None:
            sure = max(sure, oldest)
    return numbers, sure


def _send(parts: Parts, first: int, end: int) -> None:
    """Send the events `first` to `end - 1`, dated now."""
    while first < end:
        count = min(end - first, parts.sender.most(first))
        times = np.full(count, parts.clock.epoch_ms(), dtype=np.int64)
        if parts.sender.send(first, times):
            first += count
        elif parts.stop.requested:
            raise Unreachable("Kafka took no events before the stop", "check the brokers")
