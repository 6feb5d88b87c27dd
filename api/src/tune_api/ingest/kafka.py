"""The settings of the Kafka client. Names are librdkafka's."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from confluent_kafka import KafkaError

from tune_api.ingest.limits import QUEUE_KIB, QUEUE_RECORDS, RECORDS
from tune_contract.errors import InvalidInput
from tune_contract.runtime.connection import KafkaConnection, SecurityProtocol

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
_SASL = {SecurityProtocol.SASL_SSL, SecurityProtocol.SASL_PLAINTEXT}


class Login(NamedTuple):
    """Who we are to Kafka."""

    username: str
    password: str


def writing(connection: KafkaConnection, log: logging.Logger) -> ClientSettings:
    """The settings of the producing client.

    Raises:
        InvalidInput: the password cannot be read.
    """
    files = {
        "ssl.ca.location": connection.ca_file,
        "ssl.certificate.location": connection.certificate_file,
        "ssl.key.location": connection.key_file,
    }
    settings: ClientSettings = {
        "bootstrap.servers": connection.bootstrap_servers,
        "security.protocol": connection.security_protocol.value,
        "client.id": "tune-api",
        "logger": log,
        "log_level": 2,  # not each connection that fails: the publisher tells of Kafka as a whole
        **{name: path for name, path in files.items() if path},
    }
    login = read_login(connection)
    if login is not None:
        settings |= {
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": login.username,
            "sasl.password": login.password,
        }
    return settings | _WRITING


def read_login(connection: KafkaConnection) -> Login | None:
    """The name and the password as they are now; None when Kafka wants none.

    Raises:
        InvalidInput: the password cannot be read.
    """
    if connection.security_protocol not in _SASL:
        return None
    try:
        password = Path(connection.password_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InvalidInput(
            f"cannot read the Kafka password {connection.password_file!r}: {error.strerror}",
            "check --kafka-password-file",
        ) from error
    return Login(connection.username, password)
