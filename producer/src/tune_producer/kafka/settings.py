"""The settings of the Kafka clients. Names are librdkafka's."""

import logging

from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.librdkafka import connection_settings

Settings = dict[str, str | int | bool | logging.Logger]

QUEUE_LIMIT = 200_000
"""Events under way at most: a quarter of a second's worth at full speed, 60 MB."""

_WRITING: Settings = {
    "acks": "all",
    "enable.idempotence": True,
    "delivery.timeout.ms": 600_000,  # a rolling restart of three brokers takes minutes
    "delivery.report.only.error": True,  # a call for each event would halve the speed
    "linger.ms": 5,  # a low rate is sent promptly; a high one fills batches sooner anyway
    "batch.size": 1_000_000,  # what a broker takes at most unless told otherwise
    "queue.buffering.max.messages": QUEUE_LIMIT,
    "queue.buffering.max.kbytes": 1_000_000,  # the limit above is reached first
    # No compression: lz4 was a third slower on two cores shared with the broker.
}

_READING: Settings = {
    "group.id": "tune-producer",  # wanted by the client; nothing is committed
    "enable.auto.commit": False,
    "auto.offset.reset": "earliest",
    "isolation.level": "read_uncommitted",  # others' open transactions must not hide our events
    "enable.partition.eof": True,  # how the end is seen when the last record is no event
    "log_level": 2,  # not each connection that fails: the reader's errors say it
    "fetch.queue.backoff.ms": 5,  # else it idles up to a second when its queue is full
}


def writing(connection: KafkaConnection, log: logging.Logger) -> Settings:
    """The settings of the producing client.

    Raises:
        InvalidInput: the password cannot be read.
    """
    return _common(connection, log) | _WRITING


def reading(connection: KafkaConnection, log: logging.Logger) -> Settings:
    """The settings of the client that reads back.

    Raises:
        InvalidInput: the password cannot be read.
    """
    return _common(connection, log) | _READING


def _common(connection: KafkaConnection, log: logging.Logger) -> Settings:
    return {
        **connection_settings(connection, hint="check kafka.passwordFile"),
        "client.id": "tune-producer",
        "logger": log,
        "log_level": 4,  # warnings; below are notes on each reconnect
    }
