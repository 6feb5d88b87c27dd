"""Reads records again, by where they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from tune_contract.errors import NotFound, Unreachable
from tune_jobs.replay.kafka_client import ClientSettings, kafka_failure, make_client
from tune_jobs.replay.letter import Place, Record

_ANSWER = 10.0  # seconds; a healthy Kafka answers in milliseconds
_PATIENCE = 30.0  # seconds without a record while more are there
_NEAR = 500
"""Offsets between two wanted records that are cheaper to read over than to jump over."""


@dataclass(frozen=True)
class Bounds:
    """What a partition holds: from `start` (included) to `end` (excluded)."""

    start: int
    end: int


class RecordReader:
    """Kafka's records, as they are and whatever transaction they were in.

    Raises:
        InvalidInput: the settings make no client, as when a file is no certificate.
    """

    def __init__(self, settings: ClientSettings) -> None:
        self._consumer = make_client(Consumer, settings)

    def partitions(self, topic: str) -> set[int]:
        """The topic's partitions.

        Raises:
            NotFound: there is no such topic.
            Unreachable: Kafka does not answer.
        """
        try:
            found = self._consumer.list_topics(topic, timeout=_ANSWER).topics[topic]
        except KafkaException as error:
            raise kafka_failure(error.args[0]) from None
        if found.error is None:
            return set(found.partitions)
        if found.error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
            raise NotFound(f"no topic {topic}", "is this the Kafka that the job reads?")
        raise kafka_failure(found.error)

    def bounds(self, topic: str, partition: int) -> Bounds:
        """What a partition holds now.

        Raises:
            Unreachable: Kafka does not answer.
        """
        try:
            found = self._consumer.get_watermark_offsets(
                TopicPartition(topic, partition), timeout=_ANSWER
            )
        except KafkaException as error:
            raise kafka_failure(error.args[0]) from None
        if found is None:
            raise Unreachable(f"Kafka did not answer within {_ANSWER:g} s", "check the brokers")
        return Bounds(*found)

    def records(self, topic: str, partition: int, offsets: Sequence[int]) -> dict[Place, Record]:
        """Those of some records that Kafka still has.

        Args:
            topic: their topic.
            partition: their partition.
            offsets: ascending.

        Raises:
            Unreachable: Kafka stops answering.
        """
        bounds, wanted = self.bounds(topic, partition), set(offsets)
        found = {}
        for first, last in _stretches(
            [each for each in offsets if bounds.start <= each < bounds.end]
        ):
            for message in self.stretch(topic, partition, Bounds(first, last + 1)):
                if message.offset() in wanted:
                    found[Place(topic, partition, message.offset() or 0)] = _record(message)
        return found

    def stretch(self, topic: str, partition: int, bounds: Bounds) -> Iterator[Message]:
        """What a partition holds between two offsets.

        Raises:
            Unreachable: Kafka stops answering.
        """
        if bounds.start >= bounds.end:
            return
        self._consumer.assign([TopicPartition(topic, partition, bounds.start)])
        try:
            while True:
                message = self._next()
                error, offset = message.error(), message.offset() or 0
                if error is not None and error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - its public name
                    return
                if error is not None:
                    raise kafka_failure(error)
                if offset < bounds.end:
                    yield message
                if offset + 1 >= bounds.end:
                    return
        finally:
            self._consumer.unassign()

    def close(self) -> None:
        """Let go of the connections."""
        self._consumer.close()

    def _next(self) -> Message:
        message = self._consumer.poll(_PATIENCE)
        if message is None:
            raise Unreachable(f"Kafka sent nothing for {_PATIENCE:g} s", "check the brokers")
        return message


def _stretches(offsets: Sequence[int]) -> list[tuple[int, int]]:
    """First and last offset of each run of offsets that are near each other."""
    found: list[tuple[int, int]] = []
    for offset in offsets:
        if found and offset - found[-1][1] <= _NEAR:
            found[-1] = (found[-1][0], offset)
        else:
            found.append((offset, offset))
    return found


def _record(message: Message) -> Record:
    kind, timestamp = message.timestamp()
    headers = message.headers() or []
    pairs = headers.items() if isinstance(headers, dict) else headers
    return Record(
        message.value(),
        message.key(),
        tuple((name, value.encode() if isinstance(value, str) else value) for name, value in pairs),
        timestamp if kind else 0,
    )
