"""Reading the topic back: its partitions, its ends, and the records between two points."""

from collections.abc import Iterator
from datetime import datetime

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from tune_contract.errors import InvalidInput, Unreachable
from tune_contract.moment import epoch_milliseconds
from tune_producer.kafka.settings import Settings

_ANSWER = 3.0  # seconds; a healthy Kafka answers in milliseconds
_PATIENCE = 8  # seconds without a record while more are there
_BATCH = 10_000  # records taken from the client at a time ...
_GATHER = 0.1  # ... or those of so many seconds
_LOST = {KafkaError._TRANSPORT, KafkaError._SSL, KafkaError._AUTHENTICATION}  # noqa: SLF001 - its public names


class TopicReader:
    """One topic.

    Args:
        settings: from `settings.reading`.
        topic: which.

    Raises:
        InvalidInput: the settings make no client, as when a file is no certificate.
    """

    def __init__(self, settings: Settings, topic: str) -> None:
        self._why = ""
        """How the last connection was lost, in the client's words."""
        try:
            self._consumer = Consumer({**settings, "error_cb": self._notice})
        except KafkaException as error:
            raise InvalidInput(
                f"no Kafka client: {error.args[0].str()}", "check the files that kafka names"
            ) from error
        self._topic = topic

    def partitions(self) -> list[int]:
        """The topic's partitions, ascending.

        Raises:
            Unreachable: Kafka does not answer, or has no such topic (yet).
        """
        try:
            found = self._consumer.list_topics(self._topic, timeout=_ANSWER).topics[self._topic]
        except KafkaException as error:
            self._consumer.poll(0)  # nothing is read yet: it tells what went wrong, as below
            raise _unreachable(error.args[0], self._why) from error
        if found.error is not None:
            raise Unreachable(
                f"the topic {self._topic} cannot be used: {found.error.str()}",
                "create it, or check its name and ACLs",
            )
        return sorted(found.partitions)

    def ends(self, partitions: list[int]) -> dict[int, int]:
        """Partition -> the offset that the next record will get.

        Raises:
            Unreachable: Kafka does not answer.
        """
        return {partition: self._watermarks(partition)[1] for partition in partitions}

    def kept(self, partitions: list[int]) -> dict[int, int]:
        """Partition -> the offset of the first record that is kept.

        Raises:
            Unreachable: Kafka does not answer.
        """
        return {partition: self._watermarks(partition)[0] for partition in partitions}

    def since(self, partitions: list[int], time: datetime) -> dict[int, int]:
        """Partition -> the offset of the first record that is not older; its end if there is none.

        Raises:
            Unreachable: Kafka does not answer.
        """
        epoch_ms = epoch_milliseconds(time)
        wanted = [TopicPartition(self._topic, part, max(epoch_ms, 0)) for part in partitions]
        try:
            found = self._consumer.offsets_for_times(wanted, timeout=_ANSWER)
        except KafkaException as error:
            raise _unreachable(error.args[0]) from error
        ends = self.ends(partitions)
        return {
            each.partition: each.offset if each.offset >= 0 else ends[each.partition]
            for each in found
        }

    def close(self) -> None:
        """Let go of the connections."""
        self._consumer.close()

    def values(self, starts: dict[int, int], ends: dict[int, int]) -> Iterator[bytes]:
        """What stands between two points, in no order across partitions; values only.

        Args:
            starts: partition -> first offset.
            ends: partition -> offset after the last.

        Raises:
            Unreachable: Kafka stops answering.
        """
        left = {part: end for part, end in ends.items() if starts[part] < end}
        self._consumer.assign([TopicPartition(self._topic, part, starts[part]) for part in left])
        while left:
            yield from self._some(left)
        self._consumer.unassign()

    def _notice(self, error: KafkaError) -> None:
        if error.code() in _LOST:
            self._why = error.str().partition(" (after")[0]

    def _some(self, left: dict[int, int]) -> Iterator[bytes]:
        """Some more values; takes the partitions that are read to their ends out of `left`."""
        for message in self._consume():
            place = (message.partition() or 0, message.offset() or 0)
            error, value, end = message.error(), message.value(), left.get(place[0], 0)
            if error is not None and error.code() != KafkaError._PARTITION_EOF:  # noqa: SLF001 - its public name
                raise _unreachable(error)
            if error is None and value is not None and place[1] < end:
                yield value
            if error is not None or place[1] + 1 >= end:
                left.pop(place[0], None)

    def _consume(self) -> list[Message]:
        for _ in range(round(_PATIENCE / _GATHER)):
            if found := self._consumer.consume(_BATCH, timeout=_GATHER):
                return found
        raise Unreachable(f"Kafka sent nothing for {_PATIENCE} s", "check the brokers")

    def _watermarks(self, partition: int) -> tuple[int, int]:
        """The first offset that is kept, and the one after the last."""
        place = TopicPartition(self._topic, partition)
        try:
            found = self._consumer.get_watermark_offsets(place, timeout=_ANSWER)
        except KafkaException as error:
            raise _unreachable(error.args[0]) from error
        if found is None:
            raise Unreachable(f"Kafka did not answer within {_ANSWER:g} s", "check the brokers")
        return found


def _unreachable(error: KafkaError, why: str = "") -> Unreachable:
    return Unreachable(
        f"Kafka does not answer: {why or error.str()}",
        "check bootstrapServers and, with TLS, the CA and that the certificate has this name",
    )
