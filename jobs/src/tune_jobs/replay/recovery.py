"""Finds out what an interrupted replay has written, before anything is written again."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from confluent_kafka import Message

from tune_jobs.replay.letter import REPLAYED_FROM, Place
from tune_jobs.replay.notes import Intent, Notes
from tune_jobs.replay.reader import Bounds, RecordReader

SETTLED = 5.0
"""Seconds after which a record that a killed process had sent is in Kafka, or never will be."""


@dataclass(frozen=True)
class Recovery:
    """What became of the intents."""

    found: int = 0
    """Were written: now noted."""
    unknown: int = 0
    """Taken for written, as nothing tells."""


def recover(notes: Notes, reader: RecordReader, wait: Callable[[float], None]) -> Recovery:
    """Look in Kafka for all that was going to be written; what is not there is free again.

    Args:
        notes: where the intents are.
        reader: Kafka.
        wait: waits that many seconds.

    Raises:
        NotFound: a topic is gone.
        Unreachable: Kafka or PostgreSQL does not answer.
    """
    partitions: dict[tuple[str, int], list[Intent]] = defaultdict(list)
    for intent in notes.intents():
        partitions[intent.of.topic, intent.of.partition].append(intent)
    recovery = Recovery()
    for (topic, partition), intents in partitions.items():
        wait(max(0.0, SETTLED - min(intent.age for intent in intents)))
        found, unknown = _recover(notes, reader, intents, reader.bounds(topic, partition))
        recovery = Recovery(recovery.found + found, recovery.unknown + unknown)
    return recovery


def _recover(
    notes: Notes, reader: RecordReader, intents: list[Intent], bounds: Bounds
) -> tuple[int, int]:
    """One partition's; how many were found, and of how many nothing tells."""
    topic, partition, _ = intents[0].of
    start = max(bounds.start, min(intent.searched_from for intent in intents))
    copies: dict[bytes, Place] = {}
    for message in reader.stretch(topic, partition, Bounds(start, bounds.end)):
        of = _replayed_from(message)
        if of is not None:
            copies[of] = Place(topic, partition, message.offset() or 0)
    found = {
        intent.of: copy
        for intent in intents
        if (copy := copies.get(intent.of.header())) and copy.offset >= intent.searched_from
    }
    missing = [intent for intent in intents if intent.of not in found]
    # Its end may have been deleted since, or all of the topic.
    unknown = [each.of for each in missing if not bounds.start <= each.searched_from <= bounds.end]
    notes.note(found)
    notes.give_up(unknown)
    notes.withdraw([each.of for each in missing if each.of not in unknown])
    return len(found), len(unknown)


def _replayed_from(message: Message) -> bytes | None:
    """The last header that says it: the ones before are of earlier replays."""
    headers = message.headers() or []
    pairs = list(headers.items() if isinstance(headers, dict) else headers)
    values = [value for name, value in pairs if name == REPLAYED_FROM]
    last = values[-1] if values else None
    return last.encode() if isinstance(last, str) else last
