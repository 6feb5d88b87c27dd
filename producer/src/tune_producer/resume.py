"""Resume: complete the account by what the last run sent and its ledger does not count."""

from datetime import UTC, datetime

import numpy as np

from tune_contract.errors import Unreachable
from tune_producer.copies import Copies
from tune_producer.disorder.plan import APART, Fault, counts, tally
from tune_producer.kafka.reader import TopicReader
from tune_producer.numbers import Numbers
from tune_producer.recovery import Found, Own, Span, find_own, span_behind, span_since
from tune_producer.run import Parts
from tune_producer.sender import MOST

EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Since ever: all that Kafka has kept may be the run's."""
_LAST_WORDS = 1.0
"""Seconds until requests that a killed run had already sent are surely in the topic."""


def resume(parts: Parts, reader: TopicReader, own: Own, since: datetime | None = None) -> None:
    """Count what is already there, and send what is missing.

    Args:
        parts: with a ledger to go on from.
        reader: of the topic.
        own: tells the run's records.
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
    partitions = parts.books.partitions
    ends = reader.ends(partitions)
    if ledger.offsets or since is None:
        span = span_behind(ledger, ends)
    else:
        kept = reader.kept(partitions)
        starts = kept if since == EVER else reader.since(partitions, since)
        span = span_since(starts, kept, ends)
    _Resumption(parts, reader, own).complete(span)


class _Resumption:
    """What is known of the topic while it is read back."""

    def __init__(self, parts: Parts, reader: TopicReader, own: Own) -> None:
        self._parts = parts
        self._reader = reader
        self._own = own
        self._sure = parts.account.ledger.next_sequence
        """From which number on a gap is a gap."""
        self._numbers = Numbers(self._sure)
        self._copies = Copies()

    def complete(self, span: Span) -> None:
        for part in span.starts:
            self._read(span, part)
        self._give_up()
        for first, count in self._numbers.gaps(self._sure):
            self._send(first, first + count)
        self._repeat(self._copies.missing(self._sure))

    def _read(self, span: Span, part: int) -> None:
        """Count the run's records of a partition.

        It holds its numbers in order, but for copies. What is missing below the first event that a
        cut partition has left may have stood there: it is not sent again.
        """
        cut = part in span.cut
        values = self._reader.values({part: span.starts[part]}, {part: span.ends[part]})
        for found in find_own(values, self._own):
            if self._parts.stop.requested:
                raise Unreachable("stopped before the topic was read back", "start it again")
            if cut and len(found.sequences):
                self._sure, cut = max(self._sure, _after_cut(found)), False
            self._count(found)

    def _count(self, found: Found) -> None:
        """Count each event once, and what there is of it beyond."""
        account, new = self._parts.account, self._numbers.note(found.sequences)
        self._copies.note(found)
        good = new[counts(found.faults[new])]
        account.add(found.keys[good], found.timestamps[good])
        account.set_aside(tally(found.faults[new], len(found.sequences) - len(new)))

    def _give_up(self) -> None:
        """Count what Kafka has deleted as the plan has it."""
        faults = self._own.plan.of(self._numbers.missing_before(self._sure))
        copies = int(np.count_nonzero(faults == Fault.DUPLICATED))
        account = self._parts.account
        account.expire(int(np.count_nonzero(counts(faults))))
        account.set_aside(tally(faults, copies + self._copies.missing_before(self._sure)))

    def _send(self, first: int, end: int) -> None:
        """Send the events `first` to `end - 1`, dated now."""
        parts = self._parts
        while first < end:
            count = min(end - first, parts.sender.most(first))
            times = np.full(count, parts.clock.epoch_ms(), dtype=np.int64)
            if parts.sender.send(first, times):
                first += count
            else:
                self._go_on_unless_stopped()

    def _repeat(self, values: list[bytes]) -> None:
        """Send copies that the last run did not get to."""
        while values:
            if self._parts.sender.repeat(values[:MOST]):
                values = values[MOST:]
            else:
                self._go_on_unless_stopped()

    def _go_on_unless_stopped(self) -> None:
        if self._parts.stop.requested:
            raise Unreachable("Kafka took no events before the stop", "check the brokers")


def _after_cut(found: Found) -> int:
    """The first number that surely was not before what a cut partition has left.

    When its first record may be a copy, the event itself and others after it were before.
    """
    maybe_copy = found.faults[0] == Fault.DUPLICATED
    return int(found.sequences[0]) + 1 + (APART if maybe_copy else 0)
