"""A connection in the words of librdkafka, which the clients of producer and API are made of."""

from pathlib import Path
from typing import NamedTuple

from tune_contract.errors import InvalidInput
from tune_contract.runtime.connection import KafkaConnection


class Login(NamedTuple):
    """Who we are to Kafka."""

    username: str
    password: str


def connection_settings(connection: KafkaConnection, hint: str) -> dict[str, str]:
    """Where Kafka is, whom to trust, and who we are.

    Args:
        connection: the connection.
        hint: what to check when the password cannot be read.

    Raises:
        InvalidInput: the password cannot be read.
    """
    files = {
        "ssl.ca.location": connection.ca_file,
        "ssl.certificate.location": connection.certificate_file,
        "ssl.key.location": connection.key_file,
    }
    settings = {
        "bootstrap.servers": connection.bootstrap_servers,
        "security.protocol": connection.security_protocol.value,
        **{name: path for name, path in files.items() if path},
    }
    login = read_login(connection, hint)
    if login is None:
        return settings
    return settings | {
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": login.username,
        "sasl.password": login.password,
    }


def read_login(connection: KafkaConnection, hint: str) -> Login | None:
    """The name and the password as they are now; None when Kafka wants none.

    Raises:
        InvalidInput: the password cannot be read.
    """
    if not connection.security_protocol.by_password():
        return None
    try:
        password = Path(connection.password_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InvalidInput(
            f"cannot read the Kafka password {connection.password_file!r}: {error.strerror}", hint
        ) from error
    return Login(connection.username, password)
