"""top-songs on small frames, and the views over what it counts."""

from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql

from tune_contract.pipelines.top_songs import SONG_HOURS, TOP_SONGS, TopSongsParameters
from tune_jobs.pipelines.top_songs import top_songs
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.postgres_claim import Claim
from tune_jobs.sinks.sink import Batch, TableRows

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SCHEMA = (
    "event_id string, region string, track_id string, title string, artist string, timestamp bigint"
)


@dataclass(frozen=True)
class Played:
    """One play; the fields in the order of SCHEMA."""

    event_id: str
    region: str = "NO"
    track_id: str = "t1"
    title: str = "One"
    artist: str = "Nova"
    timestamp: int = (NOON - EPOCH) // timedelta(milliseconds=1)


def at(seconds: float) -> int:
    return (NOON + timedelta(seconds=seconds) - EPOCH) // timedelta(milliseconds=1)


@pytest.fixture
def counted(spark):
    """counted(plays, parameters) -> the rows of song_hours, in UTC, sorted."""

    def counted(plays, parameters=TopSongsParameters()):  # noqa: B008 - it is frozen
        frame = spark.createDataFrame([astuple(each) for each in plays], SCHEMA)
        return sorted(
            tuple(value.astimezone(UTC) if isinstance(value, datetime) else value for value in row)
            for row in top_songs(frame, parameters).collect()
        )

    return counted


def test_hours_regions_and_songs_are_told_apart(counted):
    plays = [
        Played("e1"),
        Played("e2", timestamp=at(3599.999), title="One (live)", artist="Nova & Co"),
        Played("e3", timestamp=at(1)),
        Played("e4", timestamp=at(3600)),
        Played("e5", region="SE"),
        Played("e6", track_id="t2", title="", artist=""),
    ]
    assert counted(plays, TopSongsParameters(deduplicate=False)) == [
        (NOON, NOON + HOUR, "NO", "t1", "One (live)", "Nova & Co", 3),
        (NOON, NOON + HOUR, "NO", "t2", "", "", 1),
        (NOON, NOON + HOUR, "SE", "t1", "One", "Nova", 1),
        (NOON + HOUR, NOON + 2 * HOUR, "NO", "t1", "One", "Nova", 1),
    ]


def test_columns_are_the_declared_ones(spark):
    types = {"bigint": "bigint", "string": "text", "timestamp": "timestamp"}
    found = top_songs(
        spark.createDataFrame([], SCHEMA), TopSongsParameters(deduplicate=False)
    ).schema
    assert [(each.name, types[each.dataType.simpleString()]) for each in found] == [
        (each.name, each.type.value) for each in SONG_HOURS.columns
    ]


Hours = dict[tuple[int, str, str], int]


@pytest.fixture
def view(uri_file, schema_name, make_config, database):
    """view(streams by (hour, region, track), name) -> its rows, in order."""

    def view(hours: Hours, name: str):
        config = make_config(job={"namespace": "default", "name": "songs", "uid": "uid-songs"})
        sink = PostgresSink(str(uri_file), schema_name, Claim(config.job), TOP_SONGS.shown())
        sink.prepare()
        rows = [
            (NOON + hour * HOUR, NOON + (hour + 1) * HOUR, region, track, f"{track} {hour}",
             "Nova", streams)
            for (hour, region, track), streams in hours.items()
        ]  # fmt: skip
        sink.write(Batch("query-1", 0, (TableRows(SONG_HOURS, rows),)))
        sink.prepare()  # as the next attempt does
        sink.close()
        statement = "SELECT * FROM {} ORDER BY window_start, region, rank"
        with psycopg.connect(database.uri, autocommit=True) as connection:
            connection.execute("SET timezone = 'Asia/Kolkata'")  # half an hour beside ours
            found = connection.execute(sql.SQL(statement).format(sql.Identifier(schema_name, name)))
            assert [each.name for each in found.description or ()] == list(
                next(each for each in TOP_SONGS.tables if each.name == name).column_names()
            )
            return found.fetchall()

    return view


def test_hourly_ranks_ties_and_changes(view):
    rows = view(
        {
            (0, "NO", "t1"): 5, (0, "NO", "t2"): 9, (0, "NO", "t3"): 1, (0, "SE", "t4"): 2,
            (1, "NO", "t2"): 7, (1, "NO", "t1"): 7, (1, "NO", "t4"): 8, (1, "NO", "t3"): 7,
            (3, "NO", "t1"): 1,
        },
        "top_songs_hourly",
    )  # fmt: skip
    one, two, three = NOON + HOUR, NOON + 2 * HOUR, NOON + 3 * HOUR
    assert rows == [
        (NOON, one, "NO", 1, "t2", "t2 0", "Nova", 9, None, None),
        (NOON, one, "NO", 2, "t1", "t1 0", "Nova", 5, None, None),
        (NOON, one, "NO", 3, "t3", "t3 0", "Nova", 1, None, None),
        (NOON, one, "SE", 1, "t4", "t4 0", "Nova", 2, None, None),
        (one, two, "NO", 1, "t4", "t4 1", "Nova", 8, None, None),
        (one, two, "NO", 2, "t1", "t1 1", "Nova", 7, 2, 0),
        (one, two, "NO", 3, "t2", "t2 1", "Nova", 7, 1, -2),
        (one, two, "NO", 4, "t3", "t3 1", "Nova", 7, 3, -1),
        (three, NOON + 4 * HOUR, "NO", 1, "t1", "t1 3", "Nova", 1, None, None),
    ]


def test_only_ten_are_shown_and_all_have_ranks(view):
    hours = {(0, "NO", f"t{number:02}"): 100 - number for number in range(12)}
    hours |= {(1, "NO", "t11"): 1}
    rows = view(hours, "top_songs_hourly")
    assert [(row[3], row[4]) for row in rows[:-1]] == [
        (number + 1, f"t{number:02}") for number in range(10)
    ]
    assert rows[-1][3:5] + rows[-1][8:] == (1, "t11", 12, 11)


def test_days_are_rolled_up_from_hours_in_utc(view):
    rows = view(
        {
            (-13, "NO", "t1"): 100, (-12, "NO", "t1"): 1, (-12, "NO", "t2"): 2,
            (11, "NO", "t1"): 2, (12, "NO", "t2"): 4, (35, "NO", "t1"): 1, (36, "NO", "t2"): 9,
        },
        "top_songs_daily",
    )  # fmt: skip
    day, first = timedelta(days=1), NOON - timedelta(hours=12)
    assert rows == [
        (first - day, first, "NO", 1, "t1", "t1 -13", "Nova", 100, None, None),
        (first, first + day, "NO", 1, "t1", "t1 11", "Nova", 3, 1, 0),
        (first, first + day, "NO", 2, "t2", "t2 -12", "Nova", 2, None, None),
        (first + day, first + 2 * day, "NO", 1, "t2", "t2 12", "Nova", 4, 2, 1),
        (first + day, first + 2 * day, "NO", 2, "t1", "t1 35", "Nova", 1, 1, -1),
        (first + 2 * day, first + 3 * day, "NO", 1, "t2", "t2 36", "Nova", 9, 1, 0),
    ]
