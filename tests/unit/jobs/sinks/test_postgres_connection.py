import logging

import pytest

from tune_contract.errors import InvalidInput
from tune_jobs.sinks.postgres_connection import connect, warn_unverified

UNREADABLE = [
    "canary",
    "postgresql://u:can%zzary@h/db",
    "postgresql://u:canary@[::1]x/db",
    "postgresql://u:can/ary@h/db",
    "postgresql://u:x@canary@h/db",
    "postgresql://u:x@h:canary/db",
    "host=h password=can ary",
]
"""What libpq, asked itself, would tell with a part of the password."""


@pytest.fixture
def uri_file(tmp_path):
    return tmp_path / "uri"


@pytest.mark.parametrize("uri", UNREADABLE)
def test_a_wrong_string_is_not_shown(uri_file, uri):
    uri_file.write_text(uri)
    with pytest.raises(InvalidInput) as raised:
        connect(uri_file)
    assert raised.value.message == "the connection string of PostgreSQL is wrong"
    assert "ary" not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_an_authority_that_cannot_be_read_is_told(uri_file):
    uri_file.write_text("postgresql://u:canary@127.0.0.1:1/db?sslmode=disable")
    uri_file.with_name("ca.crt").write_text("no PEM")
    with pytest.raises(Exception, match="port 1 failed: Connection refused"):
        connect(uri_file)


def test_an_unverified_server_elsewhere_is_warned_of_once_without_secrets(uri_file, caplog):
    uri_file.write_text("postgresql://u:canary@db.example/x?sslmode=require")
    with caplog.at_level(logging.WARNING):
        warn_unverified(uri_file)
    (message,) = caplog.messages
    assert message.startswith("sslmode=require does not check that PostgreSQL at db.example is")
    assert "canary" not in caplog.text


def test_with_an_authority_there_is_nothing_to_warn_of(uri_file, caplog):
    uri_file.write_text("postgresql://u:canary@db.example/x?sslmode=require")
    uri_file.with_name("ca.crt").write_text("PEM")
    warn_unverified(uri_file)
    assert caplog.messages == []
