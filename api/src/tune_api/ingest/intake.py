"""Takes the events of one request: writes the new ones and waits for Kafka's word on each."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from confluent_kafka import KafkaError

from tune_api.ingest.batch import Batch
from tune_api.ingest.delivery import Delivery
from tune_api.ingest.limits import ACK_SECONDS, QUEUE_RECORDS
from tune_api.ingest.publisher import Publisher
from tune_api.ingest.topic import Topic
from tune_api.refusal import Busy
from tune_contract.errors import NotFound, Unreachable
from tune_contract.runtime.receipt import RecordError

_BEHIND_AGAIN = 1.0  # seconds after which to come again when Kafka is behind
_AWAY_AGAIN = 2.0  # seconds after which to come again when Kafka does not answer


@dataclass(frozen=True)
class Written:
    """What became of the valid records of a request."""

    accepted: int
    """Events that Kafka has acknowledged to this request."""
    duplicates: int
    """Repeats of events that Kafka has acknowledged."""
    failed: list[RecordError] = field(default_factory=list)


class Intake:
    """The topics that take events, and the way to Kafka."""

    def __init__(
        self,
        publisher: Publisher,
        topics: Iterable[Topic],
        before_first: Callable[[], None] = lambda: None,
        seconds: float = ACK_SECONDS,
    ) -> None:
        """Take events for these topics.

        Args:
            publisher: the way to Kafka.
            topics: which take events.
            before_first: called before the first event is written.
            seconds: how long a request waits for Kafka's word.
        """
        self._publisher = publisher
        self._topics: Mapping[str, Topic] = {topic.name: topic for topic in topics}
        self._before_first = before_first
        self._begun = False
        self._seconds = seconds

    @property
    def topics(self) -> Sequence[Topic]:
        """All of them."""
        return list(self._topics.values())

    @property
    def publisher(self) -> Publisher:
        """The way to Kafka."""
        return self._publisher

    def topic(self, name: str) -> Topic:
        """The topic of that name.

        Raises:
            NotFound: it takes no events here.
        """
        found = self._topics.get(name)
        if found is None:
            known = ", ".join(sorted(self._topics))
            raise NotFound(f"no events are taken for the topic {name!r}", f"there is: {known}")
        return found

    async def write(self, topic: Topic, batch: Batch) -> Written:
        """Write what is new, and wait.

        Raises:
            Busy: Kafka is behind; nothing was written.
            Unreachable: Kafka does not answer; nothing was written.
        """
        places = topic.sort(batch)
        if places.fresh or places.waiting:
            self._check_open(len(places.fresh))
        ways: list[tuple[Delivery, list[int]]] = []
        if places.fresh:
            ways.append((self._begin(topic, batch, places.fresh), places.fresh))
        repeats = [(topic.pending(batch.ids[place]), [place]) for place in places.waiting]
        if ways or repeats:
            waited = {delivery.done for delivery, _ in (*ways, *repeats)}
            await asyncio.wait(waited, timeout=self._seconds)
        fresh_failed = list(self._failed(batch, ways))
        repeats_failed = list(self._failed(batch, repeats))
        return Written(
            accepted=len(places.fresh) - len(fresh_failed),
            duplicates=places.known + len(repeats) - len(repeats_failed),
            failed=fresh_failed + repeats_failed,
        )

    def _check_open(self, count: int) -> None:
        if not self._publisher.reachable:
            raise Unreachable("Kafka does not answer", "send it again", _AWAY_AGAIN)
        if count and self._publisher.outstanding + count > QUEUE_RECORDS:
            raise Busy(
                f"Kafka is behind: {self._publisher.outstanding:,} events are not acknowledged",
                "send it again, and less at once",
                _BEHIND_AGAIN,
            )

    def _begin(self, topic: Topic, batch: Batch, places: list[int]) -> Delivery:
        if not self._begun:
            self._before_first()
            self._begun = True
        ids, values = batch.ids, batch.values
        if len(places) < len(ids):
            ids, values = [ids[place] for place in places], [values[place] for place in places]
        delivery = self._publisher.publish(topic.name, ids, values)
        topic.begin(delivery)
        return delivery

    def _failed(
        self, batch: Batch, ways: Iterable[tuple[Delivery, list[int]]]
    ) -> Iterator[RecordError]:
        for delivery, places in ways:
            if not delivery.done.done():
                reason = f"not acknowledged by Kafka within {self._seconds:.0f} s; send it again"
                for place in places:
                    yield RecordError(index=batch.indexes[place], reason=reason, retry=True)
            elif delivery.failures:
                for place in places:
                    error = delivery.failures.get(batch.ids[place])
                    if error is not None:
                        yield _refused(batch.indexes[place], error)


def _refused(index: int, error: KafkaError) -> RecordError:
    retry = error.code() != KafkaError.MSG_SIZE_TOO_LARGE
    advice = "send it again" if retry else "make it smaller"
    return RecordError(
        index=index, reason=f"Kafka refused it: {error.str()}; {advice}", retry=retry
    )
