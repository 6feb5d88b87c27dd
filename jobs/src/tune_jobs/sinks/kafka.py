"""Kafka: a topic of changed rows, each a record with its key and its batch in the headers.

At least once: a batch that comes again is written again, and a reader drops by key and batch what
it has (docs/kafka-sink.md). Rows of one key are in one partition, in the order of the batches: the
client chooses partitions as Java's does (murmur2 of the key), and a batch is acknowledged as a
whole before the next begins.
"""

from collections.abc import Mapping
from datetime import timedelta

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from tune_contract.duration import milliseconds
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.job_config import JobIdentity
from tune_contract.runtime.librdkafka import connection_settings
from tune_jobs.sinks.kafka_failure import delivery_failure
from tune_jobs.sinks.kafka_record import TABLE, batch_headers, records
from tune_jobs.sinks.sink import Batch, TableRows

PATIENCE = timedelta(seconds=90)
"""A broker's roll takes up to a minute; after it a new attempt is due."""
_ANSWER = timedelta(seconds=30)
_NEWS = timedelta(seconds=10)  # until all brokers know of a new topic
_LARGEST = 16 * 1024 * 1024  # bytes of a record: the topic says what it takes, not the client
_FULL_SECONDS = 0.1  # to wait when the client's queue is full


class KafkaSink:
    """One topic."""

    def __init__(
        self,
        connection: KafkaConnection,
        topic: str,
        job: JobIdentity,
        patience: timedelta = PATIENCE,
    ) -> None:
        """Nothing is connected yet: the driver waits for the topic, as for those that it reads."""
        self._connection = connection
        self._topic = topic
        self._job = job
        self._patience = patience
        self._producer: Producer | None = None
        self._failed: KafkaError | None = None

    def prepare(self) -> None:
        """There is nothing to make: topics are made by whoever starts the driver."""

    def write(self, batch: Batch) -> None:
        """Have every row acknowledged by all replicas in sync.

        Raises:
            InvalidInput: Kafka refuses the user or a record.
            KafkaUnreachable: Kafka did not take it in time.
            TopicNotFound: the topic is gone.
        """
        headers = batch_headers(batch, self._job)
        try:
            for part in batch.commits([part for part in batch.tables if part.rows]):
                self._send(part, headers | {TABLE: part.table.name})
        except KafkaException as error:
            self.close()
            raise delivery_failure(error.args[0], self._topic) from error

    def close(self) -> None:
        """Close the connections; what is under way is given up."""
        if self._producer is not None:
            self._producer.purge()
            self._producer.flush()
            self._producer = None

    def _send(self, part: TableRows, headers: dict[str, str]) -> None:
        producer, self._failed = self._connected(), None
        for key, value in records(part):
            self._produce(producer, key, value, headers)
        producer.flush()
        if self._failed is not None:
            raise KafkaException(self._failed)

    def _produce(
        self, producer: Producer, key: bytes, value: bytes, headers: Mapping[str, str]
    ) -> None:
        while True:
            try:
                producer.produce(
                    self._topic, value, key, headers={**headers}, on_delivery=self._delivered
                )
            except BufferError:
                producer.poll(_FULL_SECONDS)
            else:
                return

    def _delivered(self, error: KafkaError | None, _: Message) -> None:
        self._failed = self._failed or error

    def _connected(self) -> Producer:
        if self._producer is None:
            self._producer = Producer(producer_settings(self._connection, self._patience))
        return self._producer


def producer_settings(
    connection: KafkaConnection, patience: timedelta
) -> dict[str, str | int | bool]:
    """The client's settings.

    Raises:
        InvalidInput: the password cannot be read.
    """
    return {
        **connection_settings(connection, "check the secret"),
        "client.id": "tune-results",
        "acks": "all",
        "enable.idempotence": True,  # a request that is sent again changes no order
        "partitioner": "murmur2_random",
        "delivery.timeout.ms": milliseconds(patience),
        "request.timeout.ms": milliseconds(min(_ANSWER, patience)),
        "topic.metadata.propagation.max.ms": milliseconds(min(_NEWS, patience / 2)),
        "linger.ms": 5,
        "message.max.bytes": _LARGEST,
        "log_level": 2,  # what goes wrong is told once, by us
    }
