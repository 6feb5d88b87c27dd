"""Reads topics: the options measured to be fastest, security, and the wait for a topic to exist."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from py4j.protocol import Py4JJavaError
from pyspark.sql import DataFrame, SparkSession

from tune_contract.errors import InvalidInput, NotFound, Unreachable
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.job_config import InputTopic
from tune_contract.tunejob.kafka import OnDataLoss
from tune_jobs.source.fetch import fetch_options
from tune_jobs.source.offsets import OffsetRange
from tune_jobs.spark.jvm import java_cause, jvm

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject

_ANSWER_MS = 5_000
_PAUSE_SECONDS = 0.1

RECORDS_PER_TASK = 250_000
"""A backlog is cut into tasks of this size, so that three partitions keep two cores busy alike."""

_AGAIN_GROUP = "spark-kafka-relation-again"
"""The consumers of what is read again. Without a name each reading would have new ones, and Spark
keeps up to 64 old ones for five minutes, each with what it has fetched last."""


class KafkaUnreachable(Unreachable):
    """Kafka does not answer."""


class TopicNotFound(NotFound):
    """Kafka answers, but has not the topic."""


def client_options(connection: KafkaConnection) -> dict[str, str]:
    """The options of any Kafka client in the JVM.

    Raises:
        InvalidInput: a password file cannot be read.
    """
    protocol = connection.security_protocol
    options = {
        "bootstrap.servers": connection.bootstrap_servers,
        "security.protocol": protocol.value,
    }
    if connection.ca_file:
        options |= {
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": connection.ca_file,
        }
    if connection.certificate_file:
        options |= {
            "ssl.keystore.type": "PEM",
            "ssl.keystore.certificate.chain": _read(connection.certificate_file),
            "ssl.keystore.key": _read(connection.key_file),
        }
    if protocol.by_password():
        options |= {
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.jaas.config": _jaas(connection.username, _read(connection.password_file)),
        }
    return options


def wait_for_topics(
    spark: SparkSession,
    connection: KafkaConnection,
    topics: Iterable[str],
    patience: timedelta,
    asked_to_stop: Callable[[float], bool],
) -> bool:
    """Wait until Kafka answers and all topics exist; False when asked to stop before that.

    Without topics there is nothing to wait for.

    Args:
        spark: for the JVM's Kafka client.
        connection: where Kafka is.
        topics: their names.
        patience: how long to wait.
        asked_to_stop: waits that many seconds for a request to stop and says whether there is one.

    Raises:
        KafkaUnreachable: Kafka did not answer in time.
        TopicNotFound: a topic is still missing.
    """
    names, deadline = sorted(set(topics)), time.monotonic() + patience.total_seconds()
    while names:
        problem = _missing(spark, connection, names)
        if problem is None:
            return True
        if time.monotonic() > deadline:
            raise problem
        if asked_to_stop(_PAUSE_SECONDS):
            return False
    return True


@contextmanager
def admin_client(spark: SparkSession, connection: KafkaConnection) -> Iterator["JavaObject"]:
    """The JVM's AdminClient; closed after use. Its own errors are Py4JJavaError."""
    classes = jvm(spark)
    properties = classes.java.util.Properties()
    for name, value in client_options(connection).items():
        properties.setProperty(name, value)
    properties.setProperty("default.api.timeout.ms", str(_ANSWER_MS))
    properties.setProperty("request.timeout.ms", str(_ANSWER_MS))
    properties.setProperty("reconnect.backoff.max.ms", "200")
    admin = classes.org.apache.kafka.clients.admin.AdminClient.create(properties)
    try:
        yield admin
    finally:
        admin.close()


def read_stream(
    spark: SparkSession, connection: KafkaConnection, topics: list[InputTopic]
) -> DataFrame:
    """A stream of Kafka records: key, value, topic, partition, offset, timestamp."""
    partitions = _count_partitions(spark, connection, [topic.name for topic in topics])
    return (
        spark.readStream.format("kafka")
        .options(**_prefixed(client_options(connection)), **fetch_options(partitions))
        .option("subscribe", ",".join(sorted(topic.name for topic in topics)))
        .option("startingOffsets", topics[0].starting_offsets.value)
        .options(**_on_loss(topics[0].on_data_loss))
        .option("maxRecordsPerPartition", str(RECORDS_PER_TASK))
        .load()
    )


def read_range(
    spark: SparkSession,
    connection: KafkaConnection,
    offsets: OffsetRange,
    on_data_loss: OnDataLoss = OnDataLoss.FAIL,
) -> DataFrame:
    """The same records again, as a table: those between two sets of offsets."""
    partitions = sum(map(len, offsets.end.values()))
    return (
        spark.read.format("kafka")
        .options(**_prefixed(client_options(connection)), **fetch_options(partitions))
        .option("kafka.group.id", _AGAIN_GROUP)
        .option("subscribe", ",".join(offsets.topics()))
        .option("startingOffsets", offsets.start_json())
        .option("endingOffsets", offsets.end_json())
        .options(**_on_loss(on_data_loss))
        .option("maxRecordsPerPartition", str(RECORDS_PER_TASK))
        .load()
    )


def _on_loss(choice: OnDataLoss) -> dict[str, str]:
    return {"failOnDataLoss": str(choice is OnDataLoss.FAIL).lower()}


def _prefixed(options: dict[str, str]) -> dict[str, str]:
    return {f"kafka.{name}": value for name, value in options.items()}


def _count_partitions(spark: SparkSession, connection: KafkaConnection, topics: list[str]) -> int:
    with admin_client(spark, connection) as admin:
        names = jvm(spark).java.util.ArrayList(topics)
        described = admin.describeTopics(names).allTopicNames().get()
        return sum(len(described.get(topic).partitions()) for topic in topics)


def _missing(
    spark: SparkSession, connection: KafkaConnection, topics: list[str]
) -> KafkaUnreachable | TopicNotFound | None:
    try:
        with admin_client(spark, connection) as admin:
            existing = set(admin.listTopics().names().get())
    except Py4JJavaError as error:
        return KafkaUnreachable(
            f"Kafka at {connection.bootstrap_servers} does not answer: {java_cause(error)}",
            "check that it runs, its address, and the CA and user of the connection",
        )
    missing = [topic for topic in topics if topic not in existing]
    if missing:
        hint = "create it, or check kafka.topics and sinks"
        return TopicNotFound(f"no topic {', '.join(missing)}", hint)
    return None


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InvalidInput(f"cannot read {path}: {error.strerror}", "check the secret") from None


def _jaas(username: str, password: str) -> str:
    module = "org.apache.kafka.common.security.scram.ScramLoginModule"
    return f"{module} required username={_quoted(username)} password={_quoted(password)};"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
