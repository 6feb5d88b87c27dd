"""leaderboard as a driver runs it: what comes shuffled, twice or late ends as it should."""

import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
START = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
PARAMETERS = {"window": "1m", "watermark": "10m"}
SPAN = 300_000  # milliseconds: within the watermark

Play = dict[str, object]


def made_plays(count: int) -> list[Play]:
    draw = random.Random(7)
    return [
        {
            "event_id": f"e{number}",
            "user_id": f"u{draw.randrange(400)}",
            "track_id": f"t{int(draw.paretovariate(1)) % 20}",
            "title": "Title",
            "artist": "Nova",
            "region": draw.choice(["NO", "SE", "US"]),
            "platform": draw.choice(["ios", "web"]),
            "completed": draw.random() < 0.7,
            "timestamp": (START - EPOCH) // timedelta(milliseconds=1) + draw.randrange(SPAN),
        }
        for number in range(count)
    ]


def later(play: Play, event_id: str, by: timedelta) -> Play:
    moved = int(str(play["timestamp"])) + by // timedelta(milliseconds=1)
    return play | {"event_id": event_id, "timestamp": moved}


@pytest.fixture
def write(plays) -> Callable[[list[Play]], None]:
    def write(events: list[Play]) -> None:
        for event in events:
            plays.write_raw(json.dumps(event).encode())
        plays.flush()

    return write


@pytest.fixture
def board(database, schema_name) -> Callable[[], list[tuple[object, ...]]]:
    """board() -> rank, track, streams, completed share, top platform."""
    statement = sql.SQL(
        "SELECT rank, track_id, streams, completion_rate, top_platform FROM {} ORDER BY rank"
    ).format(sql.Identifier(schema_name, "leaderboard"))

    def board() -> list[tuple[object, ...]]:
        with psycopg.connect(database.uri) as connection:
            return connection.execute(statement).fetchall()

    return board


def counted(events: list[Play]) -> list[tuple[object, ...]]:
    """The same by plain Python, over each event once."""
    unique = list({each["event_id"]: each for each in events}.values())
    streams = Counter(str(each["track_id"]) for each in unique)
    completed = Counter(str(each["track_id"]) for each in unique if each["completed"])
    ranked = sorted(streams, key=lambda track: (-streams[track], track))
    return [
        (rank, track, streams[track], completed[track] / streams[track], top(unique, track))
        for rank, track in enumerate(ranked, 1)
    ]


def top(events: list[Play], track: str) -> str:
    found = Counter(str(each["platform"]) for each in events if each["track_id"] == track)
    return min(found, key=lambda platform: (-found[platform], platform))


def start(start_driver, **fields: object):
    return start_driver("postgres", pipeline="leaderboard", parameters=PARAMETERS, **fields)


def test_shuffled_and_doubled_plays_give_what_sorted_ones_give(start_driver, write, board):
    events = made_plays(3000)
    sent = events + random.Random(1).sample(events, 300)
    random.Random(2).shuffle(sent)
    write(sent)
    assert start(start_driver).end().exit_code == 0
    assert board() == counted(events)


@pytest.mark.nightly
def test_doubles_of_an_earlier_batch_and_late_plays(start_driver, write, board):
    events = made_plays(1000)
    write(events)
    driver = start(start_driver, trigger={"interval": "200ms"})
    driver.until(lambda report: report.input_rows == 1000)
    write(events[::10])
    driver.until(lambda report: report.input_rows == 1100)
    assert board() == counted(events)
    newest = [later(events[0], f"new{number}", timedelta(hours=1)) for number in range(2)]
    for number, each in enumerate(newest, 1101):  # a batch drops what the one before would have
        write([each])
        driver.until(lambda report, rows=number: report.input_rows == rows)
    write([later(events[1], f"late{number}", timedelta(0)) for number in range(5)])
    driver.until(lambda report: report.late_rows == 5)
    driver.ask_to_drain()
    assert driver.end().drained
    assert board() == counted(events + newest)
