import time
from datetime import UTC, datetime

import pytest
from pyspark.sql.types import TimestampType

from tune_contract.pipelines.declaration import Column, ColumnType, ResultTable
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_jobs.driver.rows import by_table, gap_rows, in_utc
from tune_jobs.sinks.sink import TableRows
from tune_jobs.source.gap import Gap

TRACKS = ResultTable(
    "tracks",
    (Column("track", ColumnType.TEXT, "a track"), Column("plays", ColumnType.BIGINT, "plays")),
    key=("track",),
)
PLATFORMS = ResultTable(
    "platforms",
    (Column("plays", ColumnType.BIGINT, "plays"), Column("platform", ColumnType.TEXT, "where")),
    key=("platform",),
)
COLUMNS = ["track", "platform", "table", "plays"]


def test_rows_of_one_table_are_all_its_own():
    rows = [("a", 1)]
    assert by_table([GENRE_COUNTS_TABLE], ["x", "y"], rows) == [TableRows(GENRE_COUNTS_TABLE, rows)]


def test_each_table_gets_its_rows_with_its_columns():
    rows = [("a", None, "tracks", 1), (None, "ios", "platforms", 2), ("b", None, "tracks", 3)]
    assert by_table([TRACKS, PLATFORMS], COLUMNS, rows) == [
        TableRows(TRACKS, [("a", 1), ("b", 3)]),
        TableRows(PLATFORMS, [(2, "ios")]),
    ]


def test_no_rows():
    assert by_table([TRACKS, PLATFORMS], COLUMNS, []) == [
        TableRows(TRACKS, []),
        TableRows(PLATFORMS, []),
    ]


def test_row_of_no_table_is_an_error():
    with pytest.raises(KeyError):
        by_table([TRACKS], COLUMNS, [("a", None, "other", 1)])


@pytest.fixture
def oslo(monkeypatch):
    """A machine whose clock is an hour or two ahead of UTC."""
    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 7, 1, 12, 0, 0, 123_456, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 02:30 in Oslo,
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # and 02:30 once more
    ],
)
def test_sparks_timestamps_are_told_in_utc(oslo, moment):
    micros = TimestampType().toInternal(moment)
    assert in_utc((TimestampType().fromInternal(micros),)) == (moment,)
    assert in_utc((TimestampType().fromInternal(micros),))[0].tzinfo is UTC


def test_bytes_are_bytes_and_the_rest_stays():
    (payload, *rest) = in_utc((bytearray(b"\0\xff"), "pop", 5, None, True))
    assert (type(payload), payload) == (bytes, b"\0\xff")
    assert rest == ["pop", 5, None, True]


def test_a_gap_is_a_dead_letter_at_its_first_offset():
    reason = "3 records up to offset 7: deleted by Kafka before they were read"
    found_at = datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert gap_rows([Gap("plays", 2, 5, 8)], 1000) == [("plays", 2, 5, found_at, reason, -1, None)]
