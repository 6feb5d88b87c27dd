import socket

import pytest

from tune_cli.stack.external import ExternalServices
from tune_cli.stack.external_check import check_external
from tune_contract.errors import InvalidInput, Unreachable


@pytest.mark.parametrize("address", ["localhost", "localhost:kafka", ":9092", "host:0", "h:65536"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(InvalidInput) as caught:
        check_external(ExternalServices(bootstrap_servers=address))
    assert caught.value.message == f"{address!r} is not an address of Kafka"


@pytest.mark.parametrize(
    "uri",
    ["secret", "postgresql://u:se%zzcret@h/x", "postgresql://u:secret@[::1]x/y",
     "postgresql://u:/secret@h/x", "postgresql://u:x@secret@h/y"],
)  # fmt: skip
def test_database_address_that_is_none_is_refused_without_being_shown(uri):
    with pytest.raises(
        InvalidInput, match="the connection string of PostgreSQL is wrong"
    ) as caught:
        check_external(ExternalServices(database_uri=uri))
    assert "cret" not in str(caught.value)


def test_database_that_is_away_is_told():
    with pytest.raises(Unreachable, match="the database does not answer"):
        check_external(ExternalServices(database_uri="postgresql://127.0.0.1:1/x"))


def test_nothing_external_is_nothing_to_check():
    check_external(ExternalServices())


@pytest.mark.parametrize("uri", ["localhost:6379", "http://h", "redis://:secret@h:port"])
def test_what_is_no_redis_address_is_refused_without_its_password(uri):
    with pytest.raises(InvalidInput, match="not an address of Redis") as caught:
        check_external(ExternalServices(redis_uri=uri))
    assert "secret" not in str(caught.value)


def test_redis_that_is_away_is_told_without_its_password():
    with pytest.raises(Unreachable, match=r"^no Redis answers at 127\.0\.0\.1:1: ") as caught:
        check_external(ExternalServices(redis_uri="redis://:secret@127.0.0.1:1/0"))
    assert "secret" not in str(caught.value)


def test_redis_that_listens_is_enough():
    with socket.create_server(("127.0.0.1", 0)) as server:
        check_external(ExternalServices(redis_uri=f"rediss://127.0.0.1:{server.getsockname()[1]}"))
    check_external(ExternalServices(redis_uri="unix:///run/redis.sock"))
