"""Watches the job's topics from a thread of its own: Kafka may be slow, the loop must not be."""

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol

from tune_contract.errors import Unreachable
from tune_contract.tunejob.kafka import TopicSpec
from tune_operator.core.lag import Offsets
from tune_operator.core.observed import KafkaObserved, KafkaState

_EVERY = 0.5  # seconds between two looks: lag on screen is at most this old


@dataclass(frozen=True)
class FoundTopic:
    """A topic that exists."""

    topic_id: str
    """Kafka's own: another one when the topic is deleted and made anew. Empty when it has none."""
    partitions: list[int]


class Topics(Protocol):
    """A Kafka's topics. Every method raises Unreachable when Kafka does not answer."""

    def find(self, names: Collection[str]) -> dict[str, FoundTopic]:
        """Those of the topics that exist; looking makes none."""

    def ends(self, partitions: dict[str, list[int]]) -> Offsets:
        """The end of every partition: the offset that the next record will get."""

    def create(self, topic: TopicSpec) -> None:
        """Make a topic; one that somebody else makes meanwhile is used as it is."""

    def close(self) -> None:
        """Close the connections."""


@dataclass(frozen=True)
class TopicsSeen:
    """One look at the topics."""

    kafka: KafkaObserved
    ends: Offsets = field(default_factory=dict)
    at: float = 0.0
    """When the look began, on the monotonic clock."""


class TopicWatch:
    """Looks at a job's topics again and again, and makes those that are missing when told to."""

    def __init__(
        self,
        connect: Callable[[], Topics],
        read: Collection[TopicSpec],
        written: Collection[TopicSpec] = (),
    ) -> None:
        """Nothing is connected yet.

        Args:
            connect: makes the connection.
            read: the topics whose ends are looked at.
            written: those that only have to be there.
        """
        self._connect = connect
        self._read = {topic.name for topic in read}
        self._wanted = {topic.name: topic for topic in (*read, *written)}
        self._topics: Topics | None = None
        state = KafkaState.STARTING if self._wanted else KafkaState.READY
        self._seen = TopicsSeen(KafkaObserved(state, state.sentence))
        self._make = threading.Event()
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="topics", daemon=True)

    def start(self) -> None:
        """Begin to look: the broker is there. Without topics there is nothing to look at."""
        if self._wanted:
            self._thread.start()

    def stop(self) -> None:
        """Stop looking; does not wait for an answer that is under way."""
        self._stop.set()
        self._wake.set()

    def seen(self) -> TopicsSeen:
        """The newest look."""
        return self._seen

    def make_missing(self) -> None:
        """Have the missing topics made; safe to repeat."""
        self._make.set()
        self._wake.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                self._seen = self._look(began)
            except Unreachable as error:
                self._disconnect()
                state = KafkaObserved(KafkaState.UNREACHABLE, error.message)
                self._seen = TopicsSeen(state, at=began)
            self._wake.wait(_EVERY)
            self._wake.clear()
        self._disconnect()

    def _look(self, began: float) -> TopicsSeen:
        if self._topics is None:
            self._topics = self._connect()
        found = self._topics.find(self._wanted)
        if self._make.is_set() and found.keys() != self._wanted.keys():
            for name in self._wanted.keys() - found.keys():
                self._topics.create(self._wanted[name])
            found = self._topics.find(self._wanted)
        self._make.clear()
        ids = {name: topic.topic_id for name, topic in found.items() if topic.topic_id}
        missing = ", ".join(sorted(self._wanted.keys() - found.keys()))
        if missing:
            said = f"Topics to be made: {missing}."
            return TopicsSeen(KafkaObserved(KafkaState.TOPICS_MISSING, said, ids), at=began)
        read = {name: found[name].partitions for name in self._read}
        ends = self._topics.ends(read) if read else {}
        return TopicsSeen(KafkaObserved(KafkaState.READY, topic_ids=ids), ends, began)

    def _disconnect(self) -> None:
        if self._topics is not None:
            self._topics.close()
            self._topics = None
