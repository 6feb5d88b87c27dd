"""Asks external services once whether they answer, before anything is started that needs them."""

import socket
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tune_cli.stack.external import ExternalServices
from tune_cli.stack.kafka_probe import kafka_answers
from tune_contract.errors import InvalidInput, Unreachable
from tune_contract.runtime.database import WRONG_URI, certificate_refusal, check_database

REDIS_PORT = 6379
PATIENCE_SECONDS = 2  # to connect, and again to answer: whoever is away is told in less than 5 s


def check_external(external: ExternalServices) -> None:
    """See that what was given answers.

    Raises:
        InvalidInput: an address is not one.
        Unreachable: it does not answer within some seconds.
    """
    if external.bootstrap_servers:
        _check_kafka(external.bootstrap_servers)
    if external.database_uri:
        _check_database(external.database_uri)
    if external.redis_uri:
        _check_redis(external.redis_uri)


def _check_kafka(bootstrap_servers: str) -> None:
    addresses = [_address(each) for each in bootstrap_servers.split(",")]
    patience = PATIENCE_SECONDS / len(addresses)
    if not any(kafka_answers(host, port, patience) for host, port in addresses):
        raise Unreachable(
            f"no Kafka answers at {bootstrap_servers}",
            "check the address and that its listener asks for neither TLS nor a password, "
            "or leave the option out to use the embedded Kafka",
        )


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.strip().rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:  # noqa: PLR2004 - TCP's limit
        raise InvalidInput(f"{text!r} is not an address of Kafka", "write host:port,host:port")
    return host.strip("[]"), int(port)


def _check_database(uri: str) -> None:
    try:
        check_database(conninfo_to_dict(uri))
        psycopg.connect(uri, connect_timeout=PATIENCE_SECONDS).close()
    except psycopg.ProgrammingError:
        raise WRONG_URI from None  # its words show what it could not read: the password, at times
    except psycopg.Error as error:
        refused = certificate_refusal(str(error).strip())
        if refused is not None:
            raise refused from None
        raise Unreachable(
            f"the database does not answer: {error}",
            "check the address, or leave the option out to use the embedded PostgreSQL",
        ) from None


def _check_redis(uri: str) -> None:
    """Only that something listens: the driver, which has the library, sees to the password."""
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname or "localhost", parts.port or REDIS_PORT
    except ValueError:
        raise _no_redis_address() from None
    if parts.scheme == "unix":
        return
    if parts.scheme not in {"redis", "rediss"}:
        raise _no_redis_address()
    try:
        socket.create_connection((host, port), timeout=PATIENCE_SECONDS).close()
    except OSError as error:
        raise Unreachable(
            f"no Redis answers at {host}:{port}: {error}",
            "check --redis or TUNE_REDIS_URL, and that the server runs",
        ) from None


def _no_redis_address() -> InvalidInput:
    """Without the address: there may be a password in it."""
    return InvalidInput(
        "what --redis or TUNE_REDIS_URL says is not an address of Redis",
        "write redis://user:password@host:6379/0, or rediss:// for TLS",
    )
