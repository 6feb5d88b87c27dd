from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.delta import DeltaSink
from tune_jobs.sinks.sink import Batch, TableRows

TABLES = (GENRE_COUNTS_TABLE, DEAD_LETTERS)
JOB = JobIdentity(namespace="default", name="genre-counts", uid="uid-1")
DEAD = ("plays", 0, 7, datetime(2026, 1, 31, tzinfo=UTC), "empty", 2, b"\0\xff")


@pytest.fixture
def sink(spark, tmp_path) -> DeltaSink:
    made = DeltaSink(spark, str(tmp_path), JOB, TABLES)
    made.prepare()
    return made


@pytest.fixture
def read(spark, tmp_path):
    """read(table) -> its rows, timestamps in UTC, sorted."""

    def read(table=GENRE_COUNTS_TABLE):
        rows = spark.read.format("delta").load(f"{tmp_path}/{table.name}").collect()
        return sorted(
            tuple(each.astimezone(UTC) if isinstance(each, datetime) else each for each in row)
            for row in rows
        )

    return read


@pytest.fixture
def versions(spark, tmp_path):
    """versions(table) -> how many transactions it has had."""
    return lambda table=GENRE_COUNTS_TABLE: len(
        list((tmp_path / table.name / "_delta_log").glob("*.json"))
    )


def test_prepared_tables_are_empty_and_preparing_again_changes_nothing(sink, read, versions):
    assert read() == read(DEAD_LETTERS) == []
    sink.prepare()
    assert (versions(), versions(DEAD_LETTERS)) == (1, 1)


def test_rows_are_merged_by_key(sink, read, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5), make_row(0, "pop", 2)))
    sink.write(make_batch(1, make_row(0, "rock", 9), make_row(1, "rock", 1)))
    assert read() == [make_row(0, "pop", 2), make_row(0, "rock", 9), make_row(1, "rock", 1)]


def test_batch_that_comes_again_changes_nothing(sink, read, versions, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    sink.write(make_batch(0, make_row(0, "rock", 6), make_row(0, "pop", 1)))
    assert read() == [make_row(0, "rock", 5)]
    assert versions() == 2


def test_batch_of_another_query_has_numbers_of_its_own(sink, read, make_batch, make_row):
    sink.write(make_batch(5, make_row(0, "rock", 5)))
    sink.write(replace(make_batch(0, make_row(0, "rock", 7)), query="query-2"))
    assert read() == [make_row(0, "rock", 7)]


def test_table_that_only_grows_is_appended_to_once(sink, read, versions):
    batch = Batch("query-1", 0, (TableRows(DEAD_LETTERS, [DEAD]),))
    sink.write(batch)
    sink.write(batch)
    assert read(DEAD_LETTERS) == [DEAD]
    assert versions(DEAD_LETTERS) == 2


def test_batch_without_rows_is_no_transaction(sink, versions, make_batch):
    sink.write(make_batch(0))
    assert versions() == 1


def test_settings_of_a_batch_do_not_stay(sink, spark, make_batch, make_row):
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    assert spark.conf.get("spark.databricks.delta.write.txnAppId", None) is None
    assert spark.conf.get("spark.databricks.delta.write.txnVersion", None) is None


@pytest.mark.parametrize(
    "columns",
    [GENRE_COUNTS_TABLE.columns[:3], DEAD_LETTERS.columns],
    ids=["one less", "all others"],
)
def test_table_with_other_columns_is_named(spark, tmp_path, columns):
    other = replace(GENRE_COUNTS_TABLE, columns=columns)
    DeltaSink(spark, str(tmp_path), JOB, [other]).prepare()
    with pytest.raises(InvalidInput) as raised:
        DeltaSink(spark, str(tmp_path), JOB, TABLES).prepare()
    assert raised.value.message == (f"the Delta table {tmp_path}/genre_counts has other columns")


def test_folder_below_a_file_is_named(spark, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput) as raised:
        DeltaSink(spark, f"{tmp_path}/file", JOB, TABLES).prepare()
    assert raised.value.message.startswith(
        f"cannot make the Delta table {tmp_path}/file/genre_counts: "
    )
    assert "\n" not in raised.value.message
