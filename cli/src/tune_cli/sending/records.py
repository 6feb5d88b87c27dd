"""The events of a file: one a line, an array, or a single one. Lines are read as they are sent."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, NamedTuple

from tune_contract.errors import InvalidInput

BATCH_BYTES = 8_000_000
"""Of a request: the API takes 10 MiB."""


class Record(NamedTuple):
    """One event, as it is sent."""

    number: int
    """Its place in the file, from 1: the line, or the element of the array."""
    value: bytes
    """One line, without its end."""


@dataclass(frozen=True)
class Source:
    """The events of one file."""

    unit: str
    """What their numbers count: `line` or `event`."""
    records: Iterator[Record]


def read_records(file: BinaryIO, name: str) -> Source:
    """The events of a file.

    Args:
        file: read from where it stands.
        name: how errors call it.

    Raises:
        InvalidInput: it is empty, or a JSON array that does not end.
    """
    blank = 0
    for line in file:
        if not line.strip():
            blank += 1
            continue
        if _is_json(line) and not line.lstrip().startswith(b"["):
            return Source("line", _lines(chain([line], file), blank))
        return _whole(line + file.read(), name, blank)
    raise InvalidInput(f"{name} has no event", "give a file with one event a line, or a JSON array")


def batches(records: Iterable[Record], most: int) -> Iterator[list[Record]]:
    """The records, at most so many at a time, and no more bytes than a request may have."""
    batch: list[Record] = []
    size = 0
    for record in records:
        length = len(record.value) + 1
        if batch and (len(batch) == most or size + length > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += length
    if batch:
        yield batch


def _whole(text: bytes, name: str, blank: int) -> Source:
    """A document of several lines; lines that are none are for the API to refuse, one by one."""
    try:
        document = json.loads(text)
    except ValueError as error:
        if not text.lstrip().startswith(b"["):
            return Source("line", _lines(text.splitlines(), blank))
        raise InvalidInput(
            f"{name} is not JSON: {error}", "mend it, or write one event a line"
        ) from None
    events = document if isinstance(document, list) else [document]
    written = (json.dumps(each, separators=(",", ":")).encode() for each in events)
    return Source("event", (Record(*each) for each in enumerate(written, 1)))


def _lines(lines: Iterable[bytes], blank: int) -> Iterator[Record]:
    for number, line in enumerate(lines, blank + 1):
        value = line.strip()
        if value:
            yield Record(number, value)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
