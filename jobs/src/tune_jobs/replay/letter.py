"""A dead letter, and the record that is written back for it."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

REPLAYED_FROM = "tune-replayed-from"
"""The header of a record that was written back: `topic/partition/offset` of the dead one."""
Headers = tuple[tuple[str, bytes | None], ...]


class Place(NamedTuple):
    """Where a record is in Kafka."""

    topic: str
    partition: int
    offset: int

    def header(self) -> bytes:
        """The value of REPLAYED_FROM."""
        return f"{self.topic}/{self.partition}/{self.offset}".encode()


@dataclass(frozen=True)
class Letter:
    """A row of dead_letters; of its payload only what tells it from another."""

    place: Place
    size: int
    """Bytes of the record's value."""
    kept: int
    """Bytes of it that the table has."""
    digest: bytes | None
    """SHA-256 of these; None for a tombstone."""

    def whole(self) -> bool:
        """Whether the table has all of the value."""
        return self.kept == self.size

    def is_of(self, value: bytes | None) -> bool:
        """Whether a value is the letter's: a topic that was made anew has others at its offsets."""
        if value is None or self.digest is None:
            return value is None and self.digest is None
        return len(value) == self.size and (
            hashlib.sha256(value[: self.kept]).digest() == self.digest
        )


@dataclass(frozen=True)
class Record:
    """What is in a Kafka record."""

    value: bytes | None
    key: bytes | None = None
    headers: Headers = ()
    timestamp: int = 0
    """Epoch milliseconds; 0 = the time of the writing."""


@dataclass(frozen=True)
class Copy:
    """What is written back for a dead letter."""

    of: Place
    record: Record
    from_kafka: bool
    """Whether Kafka still had the record, with key, headers and time."""

    def headers(self) -> list[tuple[str, str | bytes | None]]:
        """The record's own, and where it comes from: the last one if it is not the first time."""
        return [*self.record.headers, (REPLAYED_FROM, self.of.header())]
