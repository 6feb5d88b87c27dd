"""Writes a job's dead letters back to the partitions that they were in.

A chunk of letters at a time: read the records again, note the intent, write, note where they are.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from tune_contract.pipelines.dead_letters_filter import DeadLetterFilter
from tune_jobs.replay.letter import Copy, Letter, Record
from tune_jobs.replay.letters import Letters
from tune_jobs.replay.notes import Notes
from tune_jobs.replay.reader import RecordReader
from tune_jobs.replay.recovery import recover
from tune_jobs.replay.tally import Tally
from tune_jobs.replay.writer import RecordWriter, raise_failure

_PARTITION = attrgetter("place.topic", "place.partition")


@dataclass(frozen=True)
class ReplayRequest:
    """What to replay."""

    filter: DeadLetterFilter = field(default_factory=DeadLetterFilter)
    again: bool = False
    """Also what was replayed before: it counts twice."""
    dry: bool = False
    """Write nothing."""


@dataclass(frozen=True)
class Replay:
    """A replay with all it works with."""

    letters: Letters
    notes: Notes
    reader: RecordReader
    writer: RecordWriter
    wait: Callable[[float], None]

    def run(self, request: ReplayRequest) -> Tally:
        """Do it.

        Raises:
            Conflict: another replay of the job runs.
            InvalidInput: Kafka or PostgreSQL refuses.
            NotFound: there is no such topic, or no table.
            Unreachable: Kafka or PostgreSQL does not answer.
        """
        self.notes.prepare()
        recovery = recover(self.notes, self.reader, self.wait)
        selection = self.letters.select(request.filter)
        skipped = 0 if request.again else selection.replayed
        tally = Tally(selection.all, skipped, found=recovery.found, unknown=recovery.unknown)
        for chunk in self.letters.chunks(again=request.again):
            copies = self._copies(chunk)
            refused = 0 if request.dry else self._write(copies)
            tally = _counted(tally, chunk, copies).plus(refused=refused)
        return tally

    def _copies(self, letters: list[Letter]) -> list[Copy]:
        """What is to be written, of those letters whose whole record can be had."""
        return [
            copy
            for (topic, partition), those in groupby(letters, _PARTITION)
            if partition in self.reader.partitions(topic)
            for copy in self._of_partition(list(those))
        ]

    def _of_partition(self, letters: list[Letter]) -> list[Copy]:
        topic, partition, _ = letters[0].place
        records = self.reader.records(topic, partition, [each.place.offset for each in letters])
        copies = []
        for letter in letters:
            record = records.get(letter.place)
            if record is not None and letter.is_of(record.value):
                copies.append(Copy(letter.place, record, from_kafka=True))
            elif letter.whole():
                # Of the time of the replay: with its own it would be deleted again as too old.
                kept = Record(self.letters.payload(letter.place))
                copies.append(Copy(letter.place, kept, from_kafka=False))
        return copies

    def _write(self, copies: list[Copy]) -> int:
        """Write copies, with a note before and one after; how many Kafka refused."""
        ends = {
            (topic, partition): self.reader.bounds(topic, partition).end
            for topic, partition in {(copy.of.topic, copy.of.partition) for copy in copies}
        }
        self.notes.intend({copy.of: ends[copy.of.topic, copy.of.partition] for copy in copies})
        written = self.writer.write(copies)
        self.notes.note(written.places)
        self.notes.withdraw(list(written.refused))
        raise_failure(written)
        return len(written.refused)


def _counted(tally: Tally, letters: list[Letter], copies: list[Copy]) -> Tally:
    from_kafka = sum(copy.from_kafka for copy in copies)
    return tally.plus(
        from_kafka=from_kafka,
        from_table=len(copies) - from_kafka,
        gone=len(letters) - len(copies),
    )
