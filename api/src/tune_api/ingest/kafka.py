"""The settings of the Kafka client. Names are librdkafka's."""

import logging
from collections.abc import Callable

from confluent_kafka import KafkaError

from tune_api.ingest.limits import QUEUE_KIB, QUEUE_RECORDS, RECORDS
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.librdkafka import connection_settings

ClientSettings = dict[str, str | int | bool | logging.Logger | Callable[[KafkaError], None]]

_WRITING: ClientSettings = {
    "acks": "all",
    "enable.idempotence": True,
    # Longer than a caller waits: what it sends again meanwhile is still known to be under way, so
    # it is not written twice. What is given up may be written twice if it is sent again.
    "delivery.timeout.ms": 120_000,
    "topic.metadata.propagation.max.ms": 5_000,  # until a topic that is missing is told
    "linger.ms": 2,  # a request's records come together; longer would only make it wait
    "batch.size": 1_000_000,  # what a broker takes at most unless told otherwise
    "message.max.bytes": 1_048_588,  # the same, of one record with its batch's head
    "queue.buffering.max.messages": QUEUE_RECORDS + RECORDS,  # the first is seen to before
    "queue.buffering.max.kbytes": QUEUE_KIB,
    "reconnect.backoff.max.ms": 1_000,  # a broker that is back is used at once
}
HINT = "check --kafka-password-file"
"""When the password cannot be read."""


def writing(connection: KafkaConnection, log: logging.Logger) -> ClientSettings:
    """The settings of the producing client.

    Raises:
        InvalidInput: the password cannot be read.
    """
    return {
        **connection_settings(connection, HINT),
        "client.id": "tune-api",
        "logger": log,
        "log_level": 2,  # not each connection that fails: the publisher tells of Kafka as a whole
        **_WRITING,
    }
