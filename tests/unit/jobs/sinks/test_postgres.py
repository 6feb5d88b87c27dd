"""The statements, and what is said without a server; tests/integration/jobs has the rest."""

import logging
import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from tune_contract.errors import InvalidInput, Unreachable
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.postgres import PostgresSink, _create, _on_conflict, _staging

JOB = JobIdentity(namespace="default", name="genre-counts", uid="uid-1")


@pytest.fixture
def make_sink(tmp_path):
    """make_sink(uri, patience) -> a sink whose connection string is that."""

    def make(uri: str, patience: timedelta = timedelta(0)) -> PostgresSink:
        (tmp_path / "uri").write_text(uri)
        return PostgresSink(str(tmp_path / "uri"), "s", JOB, (GENRE_COUNTS_TABLE,), patience)

    return make


def test_table_is_made_once_with_its_key():
    assert _create("counts", GENRE_COUNTS_TABLE).as_string() == (
        'CREATE TABLE IF NOT EXISTS "counts"."genre_counts" ('
        '"window_start" timestamptz NOT NULL, "window_end" timestamptz NOT NULL, '
        '"genre" text NOT NULL, "count" bigint NOT NULL, '
        'PRIMARY KEY ("window_start", "genre"))'
    )


def test_column_that_may_be_empty():
    assert _create("counts", DEAD_LETTERS).as_string() == (
        'CREATE TABLE IF NOT EXISTS "counts"."dead_letters" ('
        '"topic" text NOT NULL, "partition" integer NOT NULL, "offset" bigint NOT NULL, '
        '"record_time" timestamptz NOT NULL, "reason" text NOT NULL, '
        '"payload_size" bigint NOT NULL, "payload" bytea, '
        'PRIMARY KEY ("topic", "partition", "offset"))'
    )


def test_names_are_quoted():
    hostile = replace(GENRE_COUNTS_TABLE, name='x"; DROP TABLE y; --')
    assert _create("s", hostile).as_string().startswith(
        'CREATE TABLE IF NOT EXISTS "s"."x""; DROP TABLE y; --" ('
    )  # fmt: skip


def test_staging_table_is_emptied_by_every_commit():
    assert _staging(GENRE_COUNTS_TABLE).as_string() == (
        'CREATE TEMPORARY TABLE "staging_genre_counts" ('
        '"window_start" timestamptz NOT NULL, "window_end" timestamptz NOT NULL, '
        '"genre" text NOT NULL, "count" bigint NOT NULL) ON COMMIT DELETE ROWS'
    )


def test_row_replaces_the_row_with_its_key():
    assert _on_conflict(GENRE_COUNTS_TABLE).as_string() == (
        'UPDATE SET "window_end" = excluded."window_end", "count" = excluded."count"'
    )


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(DEAD_LETTERS, id="only grows"),
        pytest.param(
            replace(GENRE_COUNTS_TABLE, key=GENRE_COUNTS_TABLE.column_names()), id="all key"
        ),
    ],
)
def test_row_that_cannot_be_replaced_is_left(table):
    assert _on_conflict(table).as_string() == "NOTHING"


def test_missing_connection_string_is_named(tmp_path):
    sink = PostgresSink(str(tmp_path / "none"), "s", JOB, (), timedelta(0))
    with pytest.raises(InvalidInput) as raised:
        sink.prepare()
    assert str(raised.value) == (
        f"cannot read {tmp_path}/none: No such file or directory (check the sink's secretRef)"
    )


def test_wrong_connection_string_is_not_retried(make_sink):
    with pytest.raises(InvalidInput) as raised:
        make_sink("not a uri", timedelta(minutes=1)).prepare()
    assert raised.value.message.startswith("the connection string is wrong: missing ")
    assert "not a uri" not in raised.value.hint


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
