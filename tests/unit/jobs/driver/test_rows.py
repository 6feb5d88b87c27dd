import pytest

from tune_contract.pipelines.declaration import Column, ColumnType, ResultTable
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_jobs.driver.rows import by_table
from tune_jobs.sinks.sink import TableRows

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
