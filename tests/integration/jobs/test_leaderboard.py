from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from pyspark.sql import Row

from tune_contract.pipelines.leaderboard import LEADERBOARD, LeaderboardParameters
from tune_jobs.driver.rows import by_table
from tune_jobs.pipelines.leaderboard import leaderboard
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.postgres_claim import Claim
from tune_jobs.sinks.sink import Batch, TableRows

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SCHEMA = (
    "event_id string, user_id string, track_id string, title string, artist string, "
    "region string, platform string, completed boolean, timestamp bigint"
)


@dataclass(frozen=True)
class Played:
    """One play; the fields in the order of SCHEMA."""

    event_id: str
    user_id: str = "anna"
    track_id: str = "t1"
    title: str = "One"
    artist: str = "Nova"
    region: str = "NO"
    platform: str = "ios"
    completed: bool = True
    seconds: float = 0

    def row(self) -> tuple[object, ...]:
        at = NOON + timedelta(seconds=self.seconds)
        fields = list(self.__dict__.values())[:-1]
        return (*fields, (at - EPOCH) // timedelta(milliseconds=1))


PLAYS = [
    Played("e1"),
    Played("e2", user_id="ben", platform="web", completed=False, seconds=59.999),
    Played("e3", user_id="ben", seconds=60, region="SE", title="One (live)"),
    Played("e4", track_id="t2", title="Two", seconds=1),
]


@pytest.fixture
def results(spark):
    """results(plays) -> the rows of each table."""

    parameters = LeaderboardParameters(deduplicate=False)

    def results(plays):
        frame = spark.createDataFrame([each.row() for each in plays], SCHEMA)
        found = leaderboard(frame, parameters)
        rows = [tuple(row) for row in found.collect()]
        return {
            part.table.name: part for part in by_table(LEADERBOARD.written(), found.columns, rows)
        }

    return results


def column(part: TableRows, *names: str) -> list[tuple[object, ...]]:
    places = [part.table.column_names().index(name) for name in names]
    return sorted(tuple(row[place] for place in places) for row in part.rows)


def test_all_time(results):
    names = ("track_id", "title", "artist", "streams", "completed", "listeners")
    assert column(results(PLAYS)["tracks"], *names) == [
        ("t1", "One (live)", "Nova", 3, 2, 2),
        ("t2", "Two", "Nova", 1, 1, 1),
    ]


def test_windows(results):
    part = results(PLAYS)["track_windows"]
    found = column(part, "window_start", "track_id", "streams", "completed", "listeners")
    noon = NOON.replace(tzinfo=None)
    assert found == [
        (noon, "t1", 2, 1, 2),
        (noon, "t2", 1, 1, 1),
        (noon + timedelta(minutes=1), "t1", 1, 1, 1),
    ]


def test_deep_dive(results):
    found = column(results(PLAYS)["track_breakdown"], "dimension", "value", "track_id", "streams")
    assert [row for row in found if row[2] == "t1"] == [
        ("completed", "false", "t1", 1),
        ("completed", "true", "t1", 2),
        ("hour", "12", "t1", 3),
        ("platform", "ios", "t1", 2),
        ("platform", "web", "t1", 1),
        ("region", "NO", "t1", 2),
        ("region", "SE", "t1", 1),
    ]


def test_columns_are_the_declared_ones(spark):
    types = {
        "bigint": "bigint", "string": "text", "timestamp": "timestamp", "binary": "bytes",
    }  # fmt: skip
    found = leaderboard(spark.createDataFrame([], SCHEMA), LeaderboardParameters()).schema
    columns = {each.name: types[each.dataType.simpleString()] for each in found}
    for table in LEADERBOARD.written():
        assert {each.name: each.type.value for each in table.columns}.items() <= columns.items()


def test_sketches_of_windows_can_be_merged(spark, results):
    plays = [Played(f"e{n}", user_id=f"u{n % 700}", seconds=n % 120) for n in range(3000)]
    part = results(plays)["track_windows"]
    sketches = [Row(sketch=row[-1]) for row in part.rows]
    merged = spark.createDataFrame(sketches, "sketch binary").selectExpr(
        "hll_sketch_estimate(hll_union_agg(sketch)) AS users"
    )
    assert merged.collect()[0].users == pytest.approx(700, rel=0.04)


@pytest.fixture
def written(uri_file, make_config, results, database):
    """written(plays) -> a cursor on the schema that holds their results."""

    def written(plays):
        config = make_config(job={"namespace": "default", "name": "board", "uid": "uid-board"})
        sink = PostgresSink(str(uri_file), "board", Claim(config.job), LEADERBOARD.tables)
        sink.prepare()
        parts = tuple(
            replace(part, rows=[aware(row) for row in part.rows])
            for part in results(plays).values()
        )
        sink.write(Batch("query-1", 0, parts))
        sink.prepare()  # as the next attempt does
        sink.close()
        return psycopg.connect(database.uri, autocommit=True, options="-c search_path=board")

    return written


def aware(row):
    return tuple(
        value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for value in row
    )


def test_views_rank_what_batches_wrote(written):
    plays = [*PLAYS, Played("e5", track_id="t3", title="Three", platform="web", completed=False)]
    with written(plays) as connection:
        for table in LEADERBOARD.tables:
            names = ", ".join(table.column_names())
            found = connection.execute(f"SELECT {names} FROM {table.name}")
            assert len(found.fetchall()) > 0, table.name
        board = connection.execute("SELECT * FROM leaderboard ORDER BY rank").fetchall()
        assert board == [
            (1, "t1", "One (live)", "Nova", 3, pytest.approx(2 / 3), 2, "ios"),
            (2, "t2", "Two", "Nova", 1, 1.0, 1, "ios"),
            (3, "t3", "Three", "Nova", 1, 0.0, 1, "web"),
        ]
        windows = connection.execute(
            "SELECT rank, track_id, streams FROM leaderboard_windows ORDER BY window_start, rank"
        ).fetchall()
        assert windows == [(1, "t1", 2), (2, "t2", 1), (3, "t3", 1), (1, "t1", 1)]
        throughput = connection.execute(
            "SELECT streams, per_second FROM throughput ORDER BY window_start"
        ).fetchall()
        assert throughput == [(4, pytest.approx(4 / 60)), (1, pytest.approx(1 / 60))]


def test_streams_add_up_everywhere(results):
    plays = [
        Played(f"e{n}", track_id=f"t{n % 7}", region=f"r{n % 3}", completed=n % 2 == 0, seconds=n)
        for n in range(500)
    ]
    parts = results(plays)
    expected = Counter(each.track_id for each in plays)
    for name in ("tracks", "track_windows"):
        found: Counter[str] = Counter()
        for track, streams in column(parts[name], "track_id", "streams"):
            found[track] += streams
        assert found == expected
    dimensions = Counter()
    for dimension, streams in column(parts["track_breakdown"], "dimension", "streams"):
        dimensions[dimension] += streams
    assert dimensions == dict.fromkeys(("platform", "region", "hour", "completed"), 500)
