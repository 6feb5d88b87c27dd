"""top-songs-backfill as a driver runs it, over a lake that a sink has written."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql

from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.lake import PLAYS
from tune_contract.pipelines.top_songs import SONG_HOURS, TOP_SONGS
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.delta import DeltaSink
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.postgres_claim import Claim
from tune_jobs.sinks.sink import Batch, TableEvents, TableRows

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
STREAM = JobIdentity(namespace="default", name="top-songs", uid="uid-stream")
BACKFILL = {"namespace": "default", "name": "top-songs-backfill", "uid": "uid-backfill"}
ALL = {"from": "2026-01-31T00:00:00Z", "to": "2026-02-02T00:00:00Z"}


@pytest.fixture
def lake(spark, tmp_path):
    """lake([(hours after noon, region, track, plays)]) -> they are in the lake, each twice."""
    sink = DeltaSink(spark, str(tmp_path / "lake"), STREAM, (PLAYS,))
    sink.prepare()
    written = []

    def lake(counts) -> None:
        rows = []
        for hours, region, track, plays in counts:
            moment = NOON + hours * HOUR
            for _ in range(plays):
                number = len(written)
                written.append(number)
                row = (f"e{number}", moment, moment.date().isoformat(), f"{moment.hour:02}", "u",
                       track, f"Title {track}", "Nova", "pop", region, "ios", 1, True, 0)  # fmt: skip
                rows += [(*row, 2 * number), (*row, 2 * number + 1)]
        types = {"text": "string", "integer": "int"}
        schema = ", ".join(
            f"`{each.name}` {types.get(each.type.value, each.type.value)}" for each in PLAYS.columns
        )
        frame = spark.createDataFrame(rows, schema)
        sink.write(Batch("query", len(written), (), (TableEvents(PLAYS, frame),)))

    return lake


@pytest.fixture
def backfill(start_driver, tmp_path):
    """backfill(**parameters) -> how a run over the lake ended."""

    def backfill(scheduled_run=None, job=BACKFILL, **parameters):
        driver = start_driver(
            "postgres",
            job=job,
            pipeline="top-songs-backfill",
            parameters={"lake": str(tmp_path / "lake"), "deduplicate": True, **parameters},
            inputs={},
            scheduledRun=scheduled_run,
        )
        return driver.end()

    return backfill


@pytest.fixture
def rows(database, schema_name):
    """rows(table, columns) -> its rows, sorted."""

    def rows(table="song_hours", columns="window_start, region, track_id, streams"):
        statement = sql.SQL("SELECT {} FROM {} ORDER BY 1, 2, 3").format(
            sql.SQL(columns), sql.Identifier(schema_name, table)
        )
        with psycopg.connect(database.uri) as connection:
            return connection.execute(statement).fetchall()

    return rows


@pytest.mark.nightly
def test_days_are_counted_once_however_often_it_runs(lake, backfill, rows):
    lake([(0, "NO", "t1", 3), (0, "NO", "t2", 5), (1, "SE", "t1", 2), (13, "NO", "t1", 1)])
    expected = [
        (NOON, "NO", "t1", 3),
        (NOON, "NO", "t2", 5),
        (NOON + HOUR, "SE", "t1", 2),
        (NOON + 13 * HOUR, "NO", "t1", 1),
    ]
    for _ in range(2):
        ended = backfill(**ALL)
        assert (ended.exit_code, ended.drained) == (0, False)
        assert rows() == expected
    assert rows("top_songs_daily", "window_start, region, rank, track_id, rank_change") == [
        (NOON - 12 * HOUR, "NO", 1, "t2", None),
        (NOON - 12 * HOUR, "NO", 2, "t1", None),
        (NOON - 12 * HOUR, "SE", 1, "t1", None),
        (NOON + 12 * HOUR, "NO", 1, "t1", 1),
    ]
    lake([(0, "NO", "t1", 4)])  # what came too late for the stream
    assert backfill(**ALL, deduplicate=False).exit_code == 0
    assert rows()[0] == (NOON, "NO", "t1", 14)


@pytest.mark.nightly
def test_a_scheduled_run_counts_the_hours_before_it_and_those_of_missed_runs(lake, backfill, rows):
    lake([(hour, "NO", "t1", 1) for hour in range(5)])
    due = (NOON + 2.2 * HOUR).isoformat()
    assert backfill({"due": due, "began": due}, last="1 hour").exit_code == 0
    assert [row[0] for row in rows()] == [NOON + HOUR]
    began = (NOON + 4.1 * HOUR).isoformat()
    assert backfill({"due": due, "began": began}, last="1 hour").exit_code == 0
    assert [row[0] for row in rows()] == [NOON + HOUR, NOON + 2 * HOUR, NOON + 3 * HOUR]


def test_it_repairs_the_streams_tables_and_leaves_it_the_open_hours(
    lake, backfill, rows, uri_file, schema_name
):
    stream = PostgresSink(
        str(uri_file), schema_name, Claim(STREAM, "top-songs"), (*TOP_SONGS.shown(), DEAD_LETTERS)
    )
    stream.prepare()

    def hour(number, track, streams):
        start = NOON + number * HOUR
        return (start, start + HOUR, "NO", track, "Title", "Nova", streams)

    wrong = [hour(0, "t1", 1), hour(3, "t1", 1)]
    stream.write(Batch("query-1", 0, (TableRows(SONG_HOURS, wrong),)))
    lake([(0, "NO", "t1", 2), (0, "NO", "t2", 1), (3, "NO", "t1", 9), (4.5, "NO", "t1", 1)])
    assert backfill(**ALL, watermark="1h").exit_code == 0
    assert rows() == [
        (NOON, "NO", "t1", 2),
        (NOON, "NO", "t2", 1),
        (NOON + 3 * HOUR, "NO", "t1", 1),
    ]
    stream.write(Batch("query-1", 1, (TableRows(SONG_HOURS, [hour(4, "t1", 1)]),)))
    stream.prepare()  # the next attempt finds its schema as its own
    stream.close()
    other = {"namespace": "elsewhere", "name": "top-songs-backfill", "uid": "uid-2"}
    ended = backfill(job=other, **ALL)
    assert (ended.exit_code, ended.message.partition(" (")[0]) == (
        1, f"the schema {schema_name} holds the results of default/top-songs",
    )  # fmt: skip


@pytest.mark.nightly
def test_the_stream_takes_over_what_a_repair_has_made(lake, backfill, rows, uri_file, schema_name):
    lake([(0, "NO", "t1", 2)])
    assert backfill(**ALL).exit_code == 0
    claim = Claim(STREAM, "top-songs")
    stream = PostgresSink(str(uri_file), schema_name, claim, TOP_SONGS.shown())
    stream.prepare()
    stream.close()
    assert not stream.repairs
    assert rows() == [(NOON, "NO", "t1", 2)]
    assert backfill(**ALL).exit_code == 0


def test_a_lake_that_is_not_there(backfill, tmp_path):
    ended = backfill(**ALL, lake=str(tmp_path / "elsewhere"))
    assert (ended.exit_code, ended.message) == (
        1,
        f"there is no lake at {tmp_path}/elsewhere/plays (give as parameters.lake the path of the "
        "delta sink whose folder plays it is)",
    )


def test_an_empty_lake_gives_nothing(lake, backfill, rows):
    assert backfill(**ALL).exit_code == 0
    assert rows() == []
