"""The settings of the Kafka clients, in librdkafka's words, and what their errors mean for us."""

from collections.abc import Callable
from typing import TypeVar

from confluent_kafka import KafkaError, KafkaException

from tune_contract.errors import InvalidInput, TuneError, Unreachable
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.librdkafka import connection_settings

ClientSettings = dict[str, str | int | bool]
Client = TypeVar("Client")

_READING: ClientSettings = {
    # Wanted by the client, which commits nothing. A job's user may use groups that begin so.
    "group.id": "spark-kafka-relation-replay",
    "enable.auto.commit": False,
    "auto.offset.reset": "earliest",
    "isolation.level": "read_uncommitted",  # as the driver reads
    "enable.partition.eof": True,
    "fetch.queue.backoff.ms": 5,  # else it idles up to a second when its queue is full
    "queued.max.messages.kbytes": 16 * 1024,  # beside a driver there is little memory
}
_WRITING: ClientSettings = {
    "acks": "all",
    "enable.idempotence": True,
    "delivery.timeout.ms": 120_000,
    "linger.ms": 5,
    "message.max.bytes": 1_000_000_000,  # the broker has taken it before: it decides
}
_REFUSED = {
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.CLUSTER_AUTHORIZATION_FAILED,
    KafkaError.GROUP_AUTHORIZATION_FAILED,
}


def reading(connection: KafkaConnection) -> ClientSettings:
    """The settings of the client that reads.

    Raises:
        InvalidInput: the password cannot be read.
    """
    return _common(connection) | _READING


def writing(connection: KafkaConnection) -> ClientSettings:
    """The settings of the client that writes.

    Raises:
        InvalidInput: the password cannot be read.
    """
    return _common(connection) | _WRITING


def make_client(make: Callable[[ClientSettings], Client], settings: ClientSettings) -> Client:
    """A client of librdkafka.

    Raises:
        InvalidInput: the settings make none, as when a file is no certificate.
    """
    try:
        return make(settings)
    except KafkaException as error:
        raise InvalidInput(
            f"no Kafka client: {error.args[0].str()}", "check the files of the connection"
        ) from None


def kafka_failure(error: KafkaError) -> TuneError:
    """What an error of Kafka means to a user."""
    if error.code() in _REFUSED:
        return InvalidInput(
            f"Kafka refuses: {error.str()}",
            "the job's Kafka user needs to read and write the topic: see docs/dead-letters.md",
        )
    return Unreachable(
        f"Kafka does not answer: {error.str()}",
        "check that it runs, then run this again: it goes on where it was",
    )


def _common(connection: KafkaConnection) -> ClientSettings:
    return {
        **connection_settings(connection, "check the secret of the connection"),
        "client.id": "tune-replay",
        "log_level": 2,  # what goes wrong is told once, by us
    }
