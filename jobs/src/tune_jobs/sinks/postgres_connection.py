"""Connects to PostgreSQL by the file that holds the connection string, and verifies the server."""

import logging
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tune_contract.runtime.database import (
    WRONG_URI,
    certificate_refusal,
    check_database,
    tls_options,
    unverified,
)
from tune_jobs.sinks.uri import read_uri

_LOG = logging.getLogger(__name__)
# A server that vanished without a word is noticed in half a minute, and not in the kernel's 15.
_OPTIONS: dict[str, int | str | None] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 30_000,  # milliseconds
}
# The transaction of a driver that vanished so must not hold up the one that takes its place.
_NO_ORPHANS = "SET idle_in_transaction_session_timeout = '30s'"


def connect(uri_file: Path) -> psycopg.Connection:
    """A new connection that commits each statement by itself. Files are read anew: they rotate.

    Raises:
        InvalidInput: the string is wrong, or the server is not the one it should be.
        psycopg.OperationalError: the server does not answer.
    """
    text = _conninfo(uri_file)
    check_database(conninfo_to_dict(text))
    try:
        connection = psycopg.connect(text, autocommit=True)
        connection.execute(_NO_ORPHANS)
    except psycopg.OperationalError as error:
        refused = certificate_refusal(first_line(error))
        if refused is not None:
            raise refused from None
        raise
    return connection


def warn_unverified(uri_file: Path) -> None:
    """Say in the log when nobody checks whose server it is.

    Raises:
        InvalidInput: the string is wrong.
    """
    weakness = unverified(conninfo_to_dict(_conninfo(uri_file)))
    if weakness:
        _LOG.warning("%s", weakness)


def first_line(error: Exception) -> str:
    """What went wrong, without what libpq says beside it."""
    return str(error).strip().partition("\n")[0]


def _conninfo(uri_file: Path) -> str:
    try:
        own = conninfo_to_dict(make_conninfo(read_uri(uri_file), **tls_options(uri_file)))
        return make_conninfo("", **(_OPTIONS | own))
    except psycopg.ProgrammingError:
        raise WRONG_URI from None  # libpq's own words show what it could not read
