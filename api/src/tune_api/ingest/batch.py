"""The records of one request, checked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pydantic import ValidationError

from tune_api.ingest.limits import RECORD_BYTES
from tune_api.ingest.reason import EARLIEST, invalid, seconds
from tune_contract.events import Event
from tune_contract.runtime.receipt import RecordError


@dataclass(frozen=True)
class Batch:
    """The valid records, each at one place in three lists, and what is wrong with the others.

    Lists and not objects: an object for each record would cost as much as its validation.
    """

    indexes: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    values: list[bytes] = field(default_factory=list)
    """As they go to Kafka."""
    errors: list[RecordError] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """How one kind of record is checked and written."""

    model: type[Event]
    check: Callable[[object], Event]
    """Raises ValidationError."""
    write: Callable[[object], bytes]
    """The record as Kafka gets it."""


def gather(records: Iterable[tuple[int, object]], reading: Reading) -> Batch:
    """Check each record by itself: a bad one does not keep out its neighbours."""
    batch, check, write = Batch(), reading.check, reading.write
    for index, record in records:
        try:
            event = check(record)
        except ValidationError as error:
            batch.errors.append(invalid(index, error, reading.model))
            continue
        value = write(record)
        if event.timestamp < EARLIEST:
            batch.errors.append(seconds(index, event.timestamp))
        elif len(value) > RECORD_BYTES:
            batch.errors.append(_too_large(index, len(value)))
        else:
            batch.indexes.append(index)
            batch.ids.append(event.event_id)
            batch.values.append(value)
    return batch


def _too_large(index: int, size: int) -> RecordError:
    return RecordError(
        index=index, reason=f"has {size:,} bytes; at most {RECORD_BYTES:,} fit into a Kafka record"
    )
