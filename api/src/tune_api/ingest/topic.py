"""A topic that takes events: which, and which of them it has had already."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tune_api.ingest.batch import Batch
from tune_api.ingest.delivery import Delivery
from tune_api.ingest.memory import Memory
from tune_api.ingest.records import RecordReader


@dataclass
class Sorted:
    """Places in a batch."""

    fresh: list[int] = field(default_factory=list)
    """Events that are not known."""
    waiting: list[int] = field(default_factory=list)
    """Repeats of events that Kafka has not acknowledged yet."""
    known: int = 0
    """Repeats of events that it has."""


class Topic:
    """One topic. Everything happens in the event loop, so nothing comes between."""

    def __init__(self, name: str, reader: RecordReader, memory: Memory) -> None:
        self.name = name
        self.reader = reader
        self.memory = memory
        self._pending: dict[str, Delivery] = {}

    def sort(self, batch: Batch) -> Sorted:
        """Tell new events from repeats, also of one another."""
        self.memory.forget()
        found, memory, pending = Sorted(), self.memory, self._pending
        seen: set[str] = set()
        for place, event_id in enumerate(batch.ids):
            if event_id in memory:
                found.known += 1
            elif event_id in pending or event_id in seen:
                found.waiting.append(place)
            else:
                seen.add(event_id)
                found.fresh.append(place)
        return found

    def begin(self, delivery: Delivery) -> None:
        """The events of a delivery are under way."""
        self._pending.update(dict.fromkeys(delivery.ids, delivery))
        delivery.done.add_done_callback(self._ended(delivery))

    def pending(self, event_id: str) -> Delivery:
        """The delivery that an event is under way with."""
        return self._pending[event_id]

    def _ended(self, delivery: Delivery) -> Callable[[object], None]:
        def settle(_: object) -> None:
            for event_id in delivery.ids:
                del self._pending[event_id]
            if delivery.failures:
                self.memory.add([it for it in delivery.ids if it not in delivery.failures])
            else:
                self.memory.add(delivery.ids)

        return settle
