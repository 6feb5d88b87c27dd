"""What is said without a server; tests/integration/jobs has the rest."""

import logging
import socket
from datetime import timedelta

import pytest

from tune_contract.errors import InvalidInput, Unreachable
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.postgres_claim import Claim

JOB = JobIdentity(namespace="default", name="genre-counts", uid="uid-1")


@pytest.fixture
def make_sink(tmp_path):
    """make_sink(uri, patience) -> a sink whose connection string is that."""

    def make(uri: str, patience: timedelta = timedelta(0)) -> PostgresSink:
        (tmp_path / "uri").write_text(uri)
        return PostgresSink(str(tmp_path / "uri"), "s", Claim(JOB), (GENRE_COUNTS_TABLE,), patience)

    return make


def test_missing_connection_string_is_named(tmp_path):
    sink = PostgresSink(str(tmp_path / "none"), "s", Claim(JOB), (), timedelta(0))
    with pytest.raises(InvalidInput) as raised:
        sink.prepare()
    assert str(raised.value) == (
        f"cannot read {tmp_path}/none: No such file or directory (check the sink's secretRef)"
    )


def test_wrong_connection_string_is_not_retried(make_sink):
    with pytest.raises(InvalidInput) as raised:
        make_sink("not a uri", timedelta(minutes=1)).prepare()
    assert raised.value.message == "the connection string of PostgreSQL is wrong"


def test_server_that_is_away_is_tried_until_patience_ends(make_sink, caplog):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sink = make_sink(f"postgresql://ann:secret@127.0.0.1:{port}/x", timedelta(seconds=0.2))
    with caplog.at_level(logging.WARNING), pytest.raises(Unreachable) as raised:
        sink.prepare()
    assert raised.value.message.startswith("PostgreSQL does not take the results: ")
    assert f"port {port} failed: Connection refused" in raised.value.message
    assert len(caplog.messages) == 2  # after 0 s and 0.1 s; after 0.3 s patience is over
    assert "secret" not in caplog.text + str(raised.value)


def test_close_before_the_first_connection(make_sink):
    make_sink("postgresql://127.0.0.1/x").close()
