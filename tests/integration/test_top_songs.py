"""The examples of top-songs: what the stream gave, what the lake gives, and plain SQL, are equal."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from confluent_kafka import Consumer
from psycopg import sql

EXAMPLES = Path(__file__).parents[2] / "examples"
TUNE = [str(Path(sys.executable).parent / "tune")]
PATIENCE = 400.0
PERIODS = ("hour", "day")
VIEWS = {"hour": "top_songs_hourly", "day": "top_songs_daily"}
BY_HAND = """
    WITH played AS (
        SELECT event_id, min(date_trunc({period}, to_timestamp(milliseconds / 1000.0), 'UTC')) AS at,
               min(region) AS region, min(track_id) AS track_id,
               min(title) AS title, min(artist) AS artist
        FROM {events} GROUP BY event_id
    ), counted AS (
        SELECT at, region, track_id, min(title) AS title, min(artist) AS artist,
               count(*) AS streams
        FROM played GROUP BY at, region, track_id
    ), ranked AS (
        SELECT *, rank() OVER (PARTITION BY at, region ORDER BY streams DESC, track_id) FROM counted
    )
    SELECT now.at, now.at + {length}, now.region, now.rank, now.track_id, now.title, now.artist,
           now.streams, earlier.rank, earlier.rank - now.rank
    FROM ranked AS now LEFT JOIN ranked AS earlier
        ON (earlier.at, earlier.region, earlier.track_id)
           = (now.at - {length}, now.region, now.track_id)
    WHERE now.rank <= 10 ORDER BY now.at, now.region, now.rank
"""

Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class Jobs:
    """The two examples under other names, in a folder of their own."""

    folder: Path
    name: str
    topic: str
    home: Path

    @property
    def schema(self) -> str:
        """Of the stream's tables."""
        return self.name.replace("-", "_")

    def run(self, example: str, change: Callable[[dict[str, Any]], None] = lambda _: None) -> str:
        """`tune run` of an example; what it prints."""
        document = yaml.safe_load((EXAMPLES / f"{example}.yaml").read_text(encoding="utf-8"))
        document["metadata"]["name"] = example.replace("top-songs", self.name)
        change(document["spec"])
        file = self.folder / f"{example}.yaml"
        file.write_text(yaml.safe_dump(document), encoding="utf-8")
        command = [*TUNE, "run", "--home", str(self.home), str(file), "--no-page"]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def jobs(settings, stack, tmp_path_factory, request) -> Iterator[Jobs]:
    """The stream, run to its end."""
    folder = tmp_path_factory.mktemp("songs")
    name = f"songs-{folder.parent.name[-4:]}-{datetime.now(UTC):%H%M%S}".replace("_", "-")
    made = Jobs(folder, name, f"{name}-plays", settings.home.root)

    def own_topic(spec: dict[str, Any]) -> None:
        spec["kafka"]["topics"]["plays"]["name"] = made.topic

    made.run("top-songs", own_topic)
    yield made
    with psycopg.connect(stack.database_uri, autocommit=True) as connection:
        for schema in (made.schema, f"{made.schema}_backfill", f"{made.schema}_events"):
            statement = sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE")
            connection.execute(statement.format(sql.Identifier(schema)))


def records_in(bootstrap_servers: str, topic: str) -> Iterator[dict[str, Any]]:
    """All records of a topic of three partitions."""
    consumer = Consumer(
        {"bootstrap.servers": bootstrap_servers, "group.id": topic,
         "auto.offset.reset": "earliest", "enable.partition.eof": True}
    )  # fmt: skip
    consumer.subscribe([topic])
    ended = 0
    while ended < 3:
        message = consumer.poll(PATIENCE)
        assert message is not None
        if message.error():
            ended += 1
        else:
            yield json.loads(message.value())
    consumer.close()


@pytest.fixture(scope="module")
def by_hand(jobs, stack) -> dict[str, Rows]:
    """The same by SQL over all events, read from the topic by a plain consumer."""
    events = sql.Identifier(f"{jobs.schema}_events", "events")
    columns = (
        "event_id text, milliseconds bigint, region text, track_id text, title text, artist text"
    )
    with psycopg.connect(stack.database_uri, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(f"{jobs.schema}_events"))
        )
        connection.execute(sql.SQL("CREATE TABLE {} ({})").format(events, sql.SQL(columns)))
        with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(events)) as copy:
            for each in records_in(stack.bootstrap_servers, jobs.topic):
                names = ("event_id", "timestamp", "region", "track_id", "title", "artist")
                copy.write_row([each[name] for name in names])
        found = connection.execute(
            sql.SQL("SELECT count(*), count(DISTINCT event_id) FROM {}").format(events)
        ).fetchone()
        assert found is not None
        assert found[1] == 15_000
        assert found[0] > 15_100  # doubled ones
        return {
            period: connection.execute(
                sql.SQL(BY_HAND).format(
                    period=sql.Literal(period),
                    events=events,
                    length=sql.SQL(f"interval '1 {period}'"),
                )
            ).fetchall()
            for period in PERIODS
        }


def shown(stack, schema: str, period: str) -> Rows:
    """A view's rows, in order; the examples have no catalogue, which the last column tells."""
    statement = sql.SQL("SELECT * FROM {} ORDER BY window_start, region, rank").format(
        sql.Identifier(schema, VIEWS[period])
    )
    with psycopg.connect(stack.database_uri) as connection:
        rows = connection.execute(statement).fetchall()
    assert {row[-1] for row in rows} == {None}
    return [row[:-1] for row in rows]


@pytest.mark.parametrize("period", PERIODS)
def test_the_stream_gives_what_sql_over_all_events_gives(jobs, stack, by_hand, period):
    assert len({row[0] for row in by_hand[period]}) in ({48, 49} if period == "hour" else {3})
    assert shown(stack, jobs.schema, period) == by_hand[period]


@pytest.mark.nightly
def test_a_backfill_of_all_hours_gives_the_same(jobs, stack, by_hand):
    def everything(spec: dict[str, Any]) -> None:
        now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        spec["parameters"] |= {
            "from": (now - timedelta(days=3)).isoformat(),
            "to": (now + timedelta(hours=1)).isoformat(),
        }
        del spec["parameters"]["last"]
        del spec["sinks"][0]["postgres"]["schema"]

    for _ in range(2):
        jobs.run("top-songs-backfill", everything)
        for period in PERIODS:
            assert shown(stack, f"{jobs.schema}_backfill", period) == by_hand[period]


@pytest.mark.nightly
def test_the_example_repairs_the_streams_tables(jobs, stack, by_hand):
    yesterday = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday -= timedelta(days=1)
    table = sql.Identifier(jobs.schema, "song_hours")
    with psycopg.connect(stack.database_uri, autocommit=True) as connection:
        wrong = sql.SQL("UPDATE {} SET streams = 999 WHERE window_start = %s").format(table)
        assert connection.execute(wrong, [yesterday]).rowcount > 0
    assert shown(stack, jobs.schema, "hour") != by_hand["hour"]

    def into_the_streams(spec: dict[str, Any]) -> None:
        spec["sinks"][0]["postgres"]["schema"] = jobs.schema
        spec["parameters"]["watermark"] = "1 hour"  # else right after midnight too little is closed

    jobs.run("top-songs-backfill", into_the_streams)
    for period in PERIODS:
        assert shown(stack, jobs.schema, period) == by_hand[period]
