import json
from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest

from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.declaration import Column, ColumnType, ResultTable
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.kafka_record import MOST_BYTES, batch_headers, key_text, records, value_text
from tune_jobs.sinks.sink import TableRows

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
KAFKA_MOST = 1_048_588  # bytes of a record that a broker takes by default


def test_key_and_value_of_a_row(make_row):
    row = make_row(0, "hip-hop", 7)
    assert key_text(GENRE_COUNTS_TABLE, row) == (
        '{"table":"genre_counts","window_start":"2026-01-31T12:00:00Z","genre":"hip-hop"}'
    )
    assert value_text(GENRE_COUNTS_TABLE, row) == (
        '{"window_start":"2026-01-31T12:00:00Z","window_end":"2026-01-31T12:01:00Z",'
        '"genre":"hip-hop","count":7}'
    )


def test_records_are_in_utf_8(make_row):
    row = make_row(0, 'naïve "jazz" 爵士', 1)
    ((key, value),) = records(TableRows(GENRE_COUNTS_TABLE, [row]))
    assert json.loads(key.decode())["genre"] == json.loads(value.decode())["genre"] == row[2]
    assert "爵士".encode() in key


def test_the_key_keeps_the_order_of_the_tables_key():
    table = ResultTable(
        "t", (Column("a", ColumnType.TEXT, ""), Column("b", ColumnType.TEXT, "")), key=("b", "a")
    )
    assert key_text(table, ("1", "2")) == '{"table":"t","b":"2","a":"1"}'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (9_007_199_254_740_993, "9007199254740993"),
        (0.5, "0.5"),
        (float("nan"), "null"),
        (float("-inf"), "null"),
        (b"\x00\xff", '"AP8="'),
        (NOON + timedelta(microseconds=5), '"2026-01-31T12:00:00.000005Z"'),
    ],
)
def test_values(value, text):
    table = ResultTable("t", (Column("v", ColumnType.TEXT, "", nullable=True),), key=())
    assert value_text(table, (value,)) == f'{{"v":{text}}}'


def test_no_dead_letter_is_too_large_for_a_topic():
    row = ("plays", 0, 5, NOON, "larger than 1048576 bytes", 10_000_000, b"x" * 1_048_576)
    ((key, value),) = records(TableRows(DEAD_LETTERS, [row]))
    assert key == b'{"table":"dead_letters","topic":"plays","partition":0,"offset":5}'
    letter = json.loads(value)
    assert b64decode(letter["payload"]) == b"x" * MOST_BYTES
    assert letter["payload_size"] == 10_000_000
    assert len(key) + len(value) < KAFKA_MOST - 1_000  # what is left is for the headers


def test_headers_say_where_a_batch_is_from(make_batch):
    job = JobIdentity(namespace="music", name="genres", uid="uid-1", attempt=3)
    assert batch_headers(make_batch(17), job) == {
        "tune-job": "music/genres",
        "tune-uid": "uid-1",
        "tune-attempt": "3",
        "tune-query": "query-1",
        "tune-batch": "17",
    }
