"""The lake of top-songs: each good record once, whatever happens, in few files."""

import json
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql

from tune_contract.pipelines.lake import PLAYS
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.compaction import Compactor
from tune_jobs.sinks.delta import DeltaSink
from tune_jobs.sinks.sink import Batch, TableEvents

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
JOB = JobIdentity(namespace="default", name="top-songs", uid="uid-1")
REGIONS = ("NO", "SE", "US")


def play(number: int) -> dict[str, object]:
    """Spread over five hours, three regions and seven songs."""
    at = NOON + timedelta(minutes=number * 7 % 300)
    return {
        "event_id": f"e{number}",
        "timestamp": (at - EPOCH) // timedelta(milliseconds=1),
        "user_id": f"u{number % 50}",
        "track_id": f"t{number % 7}",
        "title": f"Title {number % 7}",
        "artist": "Nova",
        "genre": "pop",
        "region": REGIONS[number % 3],
        "platform": "ios",
        "duration_ms": number,
        "completed": number % 2 == 0,
    }


def counted(numbers) -> Counter[tuple[datetime, str, str]]:
    """Streams by hour, region and track, by plain Python."""
    found: Counter[tuple[datetime, str, str]] = Counter()
    for each in map(play, numbers):
        at = EPOCH + timedelta(milliseconds=int(str(each["timestamp"])))
        key = (at.replace(minute=0), str(each["region"]), str(each["track_id"]))
        found[key] += 1
    return found


@pytest.fixture
def write(plays):
    """write(plays or bytes) -> they are in the topic."""

    def write(records) -> None:
        for each in records:
            plays.write_raw(each if isinstance(each, bytes) else json.dumps(each).encode())
        plays.flush()

    return write


@pytest.fixture
def start(start_driver):
    """start(**fields) -> a driver of top-songs that writes the lake first."""
    parameters = {"watermark": "1d", "deduplicate": True}

    def start(**fields: object):
        return start_driver(
            "delta", "postgres", pipeline="top-songs", parameters=parameters, **fields
        )

    return start


@pytest.fixture
def song_hours(database, schema_name):
    """song_hours() -> streams by hour, region and track."""
    statement = sql.SQL("SELECT window_start, region, track_id, streams FROM {}").format(
        sql.Identifier(schema_name, "song_hours")
    )

    def song_hours() -> dict[tuple[datetime, str, str], int]:
        with psycopg.connect(database.uri) as connection:
            return {tuple(row[:3]): row[3] for row in connection.execute(statement).fetchall()}

    return song_hours


@pytest.mark.nightly
def test_a_driver_killed_in_a_batch_leaves_each_record_once(  # noqa: PLR0913, PLR0917 - fixtures
    start, write, song_hours, spark, uri_file, database, schema_name
):
    bad = [play(5000) | {"duration_ms": -1}, play(5001) | {"timestamp": 1_700_000_000},
           play(5002) | {"timestamp": "2026-01-31T12:00:00Z"}, b"{"]  # fmt: skip
    write(map(play, range(600)))
    driver = start(trigger={"interval": "200ms"})
    driver.until(lambda report: report.input_rows == 600)
    table = sql.Identifier(schema_name, "song_hours")
    with psycopg.connect(database.uri) as connection:
        connection.execute(sql.SQL("LOCK TABLE {}").format(table))
        write([*map(play, range(600, 900)), *bad, *map(play, range(100))])
        driver.until_locked_out(connection)  # the lake has the batch, PostgreSQL has not
        driver.kill()
    write(map(play, range(900, 1000)))
    assert start().end().exit_code == 0
    assert song_hours() == counted(range(1000))
    lake = spark.read.format("delta").load(f"{uri_file.parent}/delta/plays")
    places = [tuple(row) for row in lake.select("partition", "offset").collect()]
    assert len(places) == len(set(places)) == 1100
    assert Counter(row[0] for row in lake.select("event_id").collect()) == Counter(
        [f"e{number}" for number in (*range(1000), *range(100))]
    )
    (seventh,) = lake.where("event_id = 'e777'").drop("partition", "offset").collect()
    moment = seventh["time"].astimezone(UTC)
    assert (moment, seventh["date"], seventh["hour"]) == (
        NOON + timedelta(minutes=777 * 7 % 300), "2026-01-31", f"{12 + 777 * 7 % 300 // 60}",
    )  # fmt: skip
    assert (seventh["duration_ms"], seventh["completed"], seventh["region"]) == (777, False, "NO")
    with psycopg.connect(database.uri) as connection:
        dead = sql.SQL("SELECT reason FROM {} ORDER BY reason")
        found = connection.execute(dead.format(sql.Identifier(schema_name, "dead_letters")))
        assert [row[0] for row in found.fetchall()] == [
            "duration_ms: less than 0",
            "not valid JSON",
            "timestamp: missing, or not of type bigint",
            "timestamp: seconds; give milliseconds",
        ]
    folders = {path.name for path in (uri_file.parent / "delta" / "plays").glob("date=*/hour=*")}
    assert folders == {f"hour={hour}" for hour in range(12, 17)}


@pytest.fixture
def sink(spark, tmp_path):
    made = DeltaSink(spark, str(tmp_path), JOB, (PLAYS,))
    made.prepare()
    return made


@pytest.fixture
def batch(spark):
    """batch(number, first offset, hour) -> a batch that adds ten plays to the lake."""

    def batch(number: int, first: int = 0, hour: int = 12) -> Batch:
        moment = NOON.replace(hour=hour)
        rows = [
            (f"e{each}", moment, "2026-01-31", f"{hour:02}", "u", "t", "T", "A", "pop", "NO", "ios",
             each, True, 0, each)
            for each in range(first, first + 10)
        ]  # fmt: skip
        types = {"text": "string", "integer": "int"}
        schema = ", ".join(
            f"`{each.name}` {types.get(each.type.value, each.type.value)}" for each in PLAYS.columns
        )
        return Batch(
            "query-1", number, (), (TableEvents(PLAYS, spark.createDataFrame(rows, schema)),)
        )

    return batch


@pytest.fixture
def lake(spark, tmp_path):
    """lake() -> the lake as a new reader sees it."""
    return lambda: spark.read.format("delta").load(f"{tmp_path}/plays")


def offsets(frame) -> list[int]:
    return sorted(row[0] for row in frame.select("offset").collect())


def test_a_batch_that_comes_again_adds_nothing(sink, batch, lake):
    for number in (0, 1, 1, 0):
        sink.write(batch(number, first=10 * number))
    assert offsets(lake()) == list(range(20))


def test_compaction_makes_one_file_of_an_hour_that_is_over(sink, batch, lake, spark, tmp_path):
    for number in range(4):
        sink.write(batch(number, 10 * number, hour=12 + number % 2))
    assert len(lake().inputFiles()) >= 4
    half_past_one = NOON + timedelta(hours=1, minutes=30)
    Compactor(spark, f"{tmp_path}/plays", lambda: half_past_one).compact()
    files = [path for path in lake().inputFiles() if "hour=12" in path]
    assert len(files) == 1
    assert len(lake().inputFiles()) >= 3
    assert offsets(lake()) == list(range(40))
    sink.write(batch(3, 30, hour=13))  # again, after the compaction
    assert offsets(lake()) == list(range(40))


@pytest.mark.nightly
def test_batches_are_written_while_it_compacts(sink, batch, lake, spark, tmp_path):
    for number in range(8):
        sink.write(batch(number, 10 * number))
    compactor = Compactor(spark, f"{tmp_path}/plays", lambda: NOON + timedelta(days=1))
    beside = threading.Thread(target=compactor.compact)
    beside.start()
    for number in range(8, 12):
        sink.write(batch(number, 10 * number))
    beside.join()
    assert offsets(lake()) == list(range(120))
    assert len(lake().inputFiles()) < 12


@pytest.mark.nightly
def test_files_of_a_compaction_stay_for_those_who_read_them(sink, batch, lake, spark, tmp_path):
    for number in range(3):
        sink.write(batch(number, 10 * number))
    before = lake()
    Compactor(spark, f"{tmp_path}/plays", lambda: NOON + timedelta(days=1)).compact()
    assert offsets(before) == list(range(30))
