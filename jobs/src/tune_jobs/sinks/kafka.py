"""Kafka: a topic of changed rows, each a record with its key and its batch in the headers.

At least once: a batch that comes again is written again, and a reader drops by key and batch what
it has (docs/kafka-sink.md). Rows of one key are in one partition, in the order of the batches: the
client chooses partitions as Kafka's own do (murmur2 of the key), and a batch is acknowledged as a
whole before the next begins. The client is the JVM's: Spark's writer would start a job for each
batch, which takes ten times as long as sending its records.
"""

from datetime import timedelta

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from tune_contract.duration import milliseconds
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.kafka_failure import delivery_failure
from tune_jobs.sinks.kafka_record import TABLE, batch_headers, records
from tune_jobs.sinks.sink import Batch
from tune_jobs.source.kafka import client_options
from tune_jobs.spark.producer import JavaProducer

PATIENCE = timedelta(seconds=90)
"""A broker's roll takes up to a minute; after it a new attempt is due."""
_ANSWER = timedelta(seconds=30)
_LARGEST = str(16 * 1024 * 1024)  # bytes of a record: the topic says what it takes, not the client


class KafkaSink:
    """One topic."""

    def __init__(
        self,
        spark: SparkSession,
        connection: KafkaConnection,
        topic: str,
        job: JobIdentity,
        patience: timedelta = PATIENCE,
    ) -> None:
        """Nothing is connected yet: the driver waits for the topic, as for those that it reads."""
        self._spark = spark
        self._connection = connection
        self._topic = topic
        self._job = job
        self._patience = patience
        self._producer: JavaProducer | None = None

    def prepare(self) -> None:
        """There is nothing to make: topics are made by whoever starts the driver."""

    def write(self, batch: Batch) -> None:
        """Have every row acknowledged by all replicas in sync.

        Raises:
            InvalidInput: Kafka refuses the user or a record.
            KafkaUnreachable: Kafka did not take it in time.
            TopicNotFound: the topic is gone.
        """
        try:
            self._send(batch)
        except Py4JJavaError as error:
            self.close()
            failure = delivery_failure(error, self._topic)
            if failure is None:
                raise
            raise failure from error

    def close(self) -> None:
        """Close the connections."""
        if self._producer is not None:
            self._producer.close()
            self._producer = None

    def _send(self, batch: Batch) -> None:
        headers = batch_headers(batch, self._job)
        for part in batch.commits([part for part in batch.tables if part.rows]):
            self._connected().send(records(part), headers | {TABLE: part.table.name})

    def _connected(self) -> JavaProducer:
        if self._producer is None:
            options = producer_options(self._connection, self._patience)
            self._producer = JavaProducer(self._spark, options, self._topic)
        return self._producer


def producer_options(connection: KafkaConnection, patience: timedelta) -> dict[str, str]:
    """The options of a producer that loses nothing.

    Args:
        connection: where Kafka is.
        patience: how long it tries before it says that Kafka does not take a record.

    Raises:
        InvalidInput: a password file cannot be read.
    """
    longest = str(milliseconds(patience))
    return client_options(connection) | {
        "acks": "all",
        "enable.idempotence": "true",  # a request that is sent again changes no order
        "delivery.timeout.ms": longest,
        "max.block.ms": longest,
        "request.timeout.ms": str(milliseconds(min(_ANSWER, patience))),
        "max.request.size": _LARGEST,
    }
