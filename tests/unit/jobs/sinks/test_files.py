import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.declaration import Column, ColumnType, ResultTable
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_jobs.sinks.files import CSV, PARQUET, FileSink
from tune_jobs.sinks.sink import Batch, TableRows

TABLES = (GENRE_COUNTS_TABLE, DEAD_LETTERS)
NOON = "2026-01-31T12-00-00Z"
ALL_TYPES = ResultTable(
    name="all_types",
    columns=(
        Column("id", ColumnType.TEXT, "a text"),
        Column("big", ColumnType.BIGINT, "a number", nullable=True),
        Column("small", ColumnType.INTEGER, "a number", nullable=True),
        Column("double", ColumnType.DOUBLE, "a number", nullable=True),
        Column("flag", ColumnType.BOOLEAN, "yes or no", nullable=True),
        Column("time", ColumnType.TIMESTAMP, "an instant", nullable=True),
        Column("bytes", ColumnType.BYTES, "bytes", nullable=True),
    ),
    key=("id",),
)


@pytest.fixture(params=[CSV, PARQUET], ids=lambda each: each.suffix)
def file_format(request):
    return request.param


@pytest.fixture
def sink(tmp_path, file_format) -> FileSink:
    return prepared(tmp_path / "out", file_format, *TABLES)


@pytest.fixture
def counts(tmp_path) -> Path:
    return tmp_path / "out" / "genre_counts"


@pytest.fixture
def read(counts, file_format):
    """read(name, table) -> the rows of a file of genre_counts."""
    return lambda name, table=GENRE_COUNTS_TABLE: file_format.read(
        counts.with_name(table.name) / f"{name}.{file_format.suffix}", table
    )


def prepared(folder: Path, file_format, *tables: ResultTable) -> FileSink:
    sink = FileSink(str(folder), file_format, tables)
    sink.prepare()
    return sink


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def content(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def dead_letter(offset: int):
    return ("plays", 0, offset, datetime(2026, 1, 31, tzinfo=UTC), "empty", 0, None)


def test_one_file_for_each_window(sink, counts, read, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5), make_row(1, "rock", 7)))
    assert [each.partition(".")[0] for each in names(counts)] == [NOON, "2026-01-31T12-01-00Z"]
    assert read(NOON) == [make_row(0, "rock", 5)]


def test_rows_are_merged_by_key_and_sorted(sink, read, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5), make_row(0, "pop", 2)))
    sink.write(make_batch(1, make_row(0, "rock", 9), make_row(0, "jazz", 1)))
    assert read(NOON) == [make_row(0, "jazz", 1), make_row(0, "pop", 2), make_row(0, "rock", 9)]


def test_other_windows_are_not_touched(sink, counts, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5), make_row(1, "rock", 5)))
    before = {each.name: each.stat().st_ino for each in counts.iterdir()}
    sink.write(make_batch(1, make_row(1, "rock", 6)))
    after = {each.name: each.stat().st_ino for each in counts.iterdir()}
    assert [name for name in before if before[name] == after[name]] == [min(before)]


def test_a_file_is_replaced_whole(sink, counts, file_format, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    path = counts / f"{NOON}.{file_format.suffix}"
    with path.open("rb") as reader:
        sink.write(make_batch(1, make_row(0, "rock", 6)))
        old = reader.read()
    assert old != path.read_bytes()
    assert names(counts) == [path.name]


def test_a_batch_that_comes_again_leaves_what_it_left(sink, tmp_path, make_batch, make_row):
    batch = make_batch(3, make_row(0, "rock", 5), make_row(0, "pop", 2))
    batch = replace(batch, tables=(*batch.tables, TableRows(DEAD_LETTERS, [dead_letter(7)])))
    sink.write(batch)
    once = content(tmp_path)
    sink.write(batch)
    assert content(tmp_path) == once


def test_table_that_only_grows_has_a_file_for_each_batch(sink, counts, file_format, read):
    for query, number, offset in (("q", 7, 1), ("q", 8, 1), ("r", 7, 2)):
        sink.write(Batch(query, number, (TableRows(DEAD_LETTERS, [dead_letter(offset)]),)))
    suffix = file_format.suffix
    assert names(counts.with_name("dead_letters")) == [
        f"batch-q-000000000007.{suffix}",
        f"batch-q-000000000008.{suffix}",
        f"batch-r-000000000007.{suffix}",
    ]
    assert read("batch-q-000000000008", DEAD_LETTERS) == [dead_letter(1)]


@pytest.mark.parametrize("table", [GENRE_COUNTS_TABLE, DEAD_LETTERS, ALL_TYPES])
def test_batch_without_rows_makes_no_file(sink, tmp_path, table):
    sink.write(Batch("q", 0, (TableRows(table, []),)))
    assert content(tmp_path) == {}


def test_table_without_partitions_is_one_file(tmp_path, file_format):
    sink = prepared(tmp_path, file_format, ALL_TYPES)
    time = datetime(2026, 1, 31, 12, 0, 0, 123_456, tzinfo=UTC)
    rows = [("a", 2**62, -5, 0.1, True, time, b"\0\xff"), ("b", *[None] * 6)]
    sink.write(Batch("q", 0, (TableRows(ALL_TYPES, rows[1:]),)))
    sink.write(Batch("q", 1, (TableRows(ALL_TYPES, rows[:1]),)))
    assert names(tmp_path / "all_types") == [f"all_types.{file_format.suffix}"]
    path = tmp_path / "all_types" / f"all_types.{file_format.suffix}"
    assert file_format.read(path, ALL_TYPES) == rows


@pytest.mark.parametrize(
    "genre",
    ["a,b", 'say "x"', "a\nb", "a\rb", "a\r\nb", " ", "é😀", "null", "=1+1", "\u2028", "a\\b"],
)
def test_texts_of_all_kinds_are_merged_with_themselves(sink, read, make_batch, make_row, genre):
    sink.write(make_batch(0, make_row(0, genre, 1), make_row(0, "pop", 1)))
    sink.write(make_batch(1, make_row(0, genre, 2)))
    assert sorted(read(NOON)) == sorted([make_row(0, "pop", 1), make_row(0, genre, 2)])


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (datetime(2026, 1, 31, 12, tzinfo=UTC), NOON),
        (datetime(2026, 1, 31, 13, tzinfo=timezone(timedelta(hours=1))), NOON),
        (datetime(2026, 1, 31, 12, 0, 0, 500_000, tzinfo=UTC), "2026-01-31T12-00-00.500000Z"),
    ],
)
def test_file_is_named_for_its_window_in_utc(tmp_path, value, name, make_batch):
    prepared(tmp_path, CSV, *TABLES).write(make_batch(0, (value, value, "rock", 1)))
    assert names(tmp_path / "genre_counts") == [f"{name}.csv"]


@pytest.mark.parametrize(
    ("region", "name"), [("NO", "NO"), ("../etc", ".._etc"), ("a b/c:d", "a_b_c_d"), ("é", "é")]
)
def test_text_that_names_a_file_cannot_leave_the_folder(tmp_path, file_format, region, name):
    table = replace(ALL_TYPES, name="regions", partition_by="id")
    sink = prepared(tmp_path, file_format, table)
    sink.write(Batch("q", 0, (TableRows(table, [(region, *[None] * 6)]),)))
    assert names(tmp_path / "regions") == [f"{name}.{file_format.suffix}"]
    assert names(tmp_path) == ["regions"]


def test_what_a_killed_driver_left_is_removed(sink, counts, file_format, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    (counts / f".{NOON}.{file_format.suffix}.tmp").write_bytes(b"half a fi")
    (counts / "mine.txt").write_bytes(b"not a leftover")
    sink.prepare()
    assert names(counts) == [f"{NOON}.{file_format.suffix}", "mine.txt"]


def test_file_uri_is_a_folder(tmp_path, file_format):
    FileSink(f"file://{tmp_path}/out", file_format, TABLES).prepare()
    assert names(tmp_path / "out") == ["dead_letters", "genre_counts"]


@pytest.mark.parametrize("path", ["s3a://lake/counts", "hdfs:/counts", "counts", ""])
def test_other_uris_and_relative_paths_are_refused(file_format, path):
    with pytest.raises(InvalidInput) as raised:
        FileSink(path, file_format, TABLES).prepare()
    assert raised.value.message == f"cannot write {file_format.suffix} to {path}"
    assert raised.value.hint == "give an absolute folder; the delta sink takes URIs such as s3a://"


def test_folder_below_a_file_is_refused(tmp_path, file_format):
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput) as raised:
        FileSink(str(tmp_path / "file"), file_format, TABLES).prepare()
    assert raised.value.message == f"cannot write to {tmp_path}/file/genre_counts: Not a directory"


def test_folder_that_goes_away_is_named(sink, counts, make_batch, make_row):
    counts.rmdir()
    with pytest.raises(InvalidInput) as raised:
        sink.write(make_batch(0, make_row(0, "rock", 5)))
    assert raised.value.message == f"cannot write to {counts}: No such file or directory"


@pytest.mark.parametrize("columns", [GENRE_COUNTS_TABLE.columns[:3], ALL_TYPES.columns])
def test_file_with_other_columns_is_named_and_kept(tmp_path, file_format, columns, make_batch):
    sink = prepared(tmp_path, file_format, *TABLES)
    path = tmp_path / "genre_counts" / f"{NOON}.{file_format.suffix}"
    file_format.write(path, replace(GENRE_COUNTS_TABLE, columns=columns), [])
    before = path.read_bytes()
    noon = datetime(2026, 1, 31, 12, tzinfo=UTC)
    with pytest.raises(InvalidInput) as raised:
        sink.write(make_batch(0, (noon, noon, "rock", 5)))
    assert raised.value.message == f"{path} is not a file of the table genre_counts"
    assert path.read_bytes() == before


def test_file_that_is_something_else_is_named(sink, counts, file_format, make_batch, make_row):
    path = counts / f"{NOON}.{file_format.suffix}"
    path.write_bytes(b"")
    with pytest.raises(InvalidInput, match="is not a file of the table genre_counts"):
        sink.write(make_batch(0, make_row(0, "rock", 5)))


def test_csv_as_others_read_it(tmp_path, make_batch, make_row):
    sink = prepared(tmp_path, CSV, *TABLES)
    sink.write(make_batch(0, make_row(0, "drum, bass", 5)))
    dead = ("plays", 1, 7, datetime(2026, 1, 31, tzinfo=UTC), "empty", 2, b"\0\xff")
    sink.write(Batch("q", 0, (TableRows(DEAD_LETTERS, [dead]),)))
    assert (tmp_path / "genre_counts" / f"{NOON}.csv").read_bytes() == (
        b"window_start,window_end,genre,count\r\n"
        b'2026-01-31T12:00:00Z,2026-01-31T12:01:00Z,"drum, bass",5\r\n'
    )
    with (tmp_path / "dead_letters" / "batch-q-000000000000.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [
            list(DEAD_LETTERS.column_names()),
            ["plays", "1", "7", "2026-01-31T00:00:00Z", "empty", "2", "00ff"],
        ]


def test_parquet_as_others_read_it(tmp_path, make_batch, make_row):
    sink = prepared(tmp_path, PARQUET, *TABLES)
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    table = pq.read_table(tmp_path / "genre_counts" / f"{NOON}.parquet")
    assert {field.name: (str(field.type), field.nullable) for field in table.schema} == {
        "window_start": ("timestamp[us, tz=UTC]", False),
        "window_end": ("timestamp[us, tz=UTC]", False),
        "genre": ("string", False),
        "count": ("int64", False),
    }
    assert table.to_pylist() == [
        {
            "window_start": datetime(2026, 1, 31, 12, 0, tzinfo=UTC),
            "window_end": datetime(2026, 1, 31, 12, 1, tzinfo=UTC),
            "genre": "rock",
            "count": 5,
        }
    ]
