"""Publishing: hand events to the Kafka client, and know when all of them are acknowledged."""

from itertools import cycle

from confluent_kafka import KafkaError, Message, Producer

from tune_contract.errors import Unreachable
from tune_producer.kafka.settings import QUEUE_LIMIT, Settings

_SILENCE = 0.1  # seconds without one acknowledgement: far longer than they take, once they flow


class Publisher:
    """An idempotent producer to one topic; every event must be acknowledged by all replicas.

    Args:
        settings: from `settings.writing`.
        topic: where to.
        partitions: the topic's; each batch goes whole to the next, which costs less for an event.
    """

    def __init__(self, settings: Settings, topic: str, partitions: list[int]) -> None:
        self._producer = Producer(settings)
        self._topic = topic
        self._partitions = cycle(partitions)
        self._failure: KafkaError | None = None
        self.failed = 0
        """Events Kafka refused."""

    @property
    def outstanding(self) -> int:
        """Events not acknowledged yet."""
        return len(self._producer)

    def publish(self, values: list[bytes]) -> bool:
        """Hand a batch over, waiting for room in the queue.

        Returns:
            False when Kafka acknowledges nothing and so makes no room: nothing was handed over.

        Raises:
            Unreachable: Kafka refused events.
        """
        while len(self._producer) + len(values) > QUEUE_LIMIT:
            if not self.poll(_SILENCE):
                return False
        messages: list[dict[str, object]] = [{"value": value} for value in values]
        queued = self._producer.produce_batch(
            self._topic, messages, partition=next(self._partitions), on_delivery=self._refused
        )
        if queued < len(messages):
            self._note_refusals([each["_error"] for each in messages if "_error" in each])
        return True

    def poll(self, seconds: float) -> int:
        """Serve the client, waiting for at most that long for something to serve.

        Returns:
            How many acknowledgements there were.

        Raises:
            Unreachable: Kafka refused events.
        """
        served = self._producer.poll(seconds)
        if self._failure is not None:
            raise Unreachable(
                f"Kafka refused events: {self._failure.str()}",
                "check the topic, its ACLs and the brokers; a restart sends them again",
            )
        return served

    def flush(self, seconds: float) -> bool:
        """Whether all is acknowledged, waited for at most that long.

        Raises:
            Unreachable: Kafka refused events.
        """
        left = self._producer.flush(seconds)
        self.poll(0)
        return not left

    def abandon(self) -> None:
        """Forget what is not acknowledged, so that the process can end at once."""
        self._producer.purge()

    def _refused(self, error: KafkaError | None, _message: Message) -> None:
        if error is not None:
            self._note_refusals([error])

    def _note_refusals(self, errors: list[object]) -> None:
        self.failed += len(errors)
        self._failure = next((each for each in errors if isinstance(each, KafkaError)), None)
