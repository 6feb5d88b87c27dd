"""The catalogue as a driver reads it: names come beside the counts, and change while it runs."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tune_contract.runtime.reports import DriverProgress

BASE = 1_769_860_800_000  # 2026-01-31 12:00 UTC, epoch milliseconds

Named = list[tuple[str, str, int, bool | None]]


def track(track_id: str, title: str) -> str:
    return json.dumps({"track_id": track_id, "title": title, "artist": "Nova"})


@pytest.fixture
def write(plays) -> Callable[..., None]:
    """write(track, ...): a play of each."""

    def write(*tracks: str) -> None:
        for name in tracks:
            play = {
                "event_id": f"e{plays.records}", "timestamp": BASE, "user_id": "anna",
                "track_id": name, "title": f"{name} as played", "artist": "Band", "genre": "pop",
                "region": "NO", "platform": "ios", "duration_ms": 1, "completed": True,
            }  # fmt: skip
            plays.write_raw(json.dumps(play).encode())
        plays.flush()

    return write


@pytest.fixture
def named(database, schema_name) -> Callable[[str], Named]:
    """named(view) -> track, title, streams, in_catalogue; by rank."""

    def named(view: str) -> Named:
        statement = "SELECT track_id, title, streams, in_catalogue FROM {} ORDER BY rank"
        with psycopg.connect(database.uri) as connection:
            composed = sql.SQL(statement).format(sql.Identifier(schema_name, view))
            return connection.execute(composed).fetchall()

    return named


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tracks.ndjson"
    path.write_text(f"{track('t1', 'One')}\n{track('t2', 'Two')}\n")
    return path


@pytest.mark.nightly
def test_names_change_while_it_runs(start_driver, write, named, file):
    write("t1", "t1", "t1", "t2", "t2", "t9")
    driver = start_driver(
        "postgres",
        pipeline="leaderboard",
        parameters={"catalogue": str(file)},
        trigger={"interval": "200ms"},
    )
    driver.until(lambda report: report.input_rows == 6)
    assert named("leaderboard") == [
        ("t1", "One", 3, True),
        ("t2", "Two", 2, True),
        ("t9", "t9 as played", 1, False),
    ]

    file.write_text("[]")  # another shape: what is known stays, and it is told
    played = 6

    def until(true: Callable[[DriverProgress], bool]) -> None:
        """Play on until the report says so: a batch is what looks at the file."""

        def settled(report: DriverProgress) -> bool:
            nonlocal played
            if report.input_rows < played:
                return False
            if true(report):
                return True
            write("t1")
            played += 1
            return False

        driver.until(settled)

    until(lambda report: "line 1 of the catalogue is not" in report.catalogue_problem)
    assert named("leaderboard")[0][:2] == ("t1", "One")

    file.write_text(f"{track('t1', 'One (remastered)')}\n{track('t9', 'Nine')}\n")

    until(lambda report: not report.catalogue_problem)
    assert named("leaderboard") == [
        ("t1", "One (remastered)", played - 3, True),
        ("t2", "t2 as played", 2, False),
        ("t9", "Nine", 1, True),
    ]
    driver.ask_to_drain()
    assert driver.end().drained


def test_top_songs_are_named_and_a_missing_file_stops_nobody(start_driver, write, named, file):
    write("t1", "t1", "t9")

    def run(path: str) -> None:
        parameters = {"catalogue": path, "deduplicate": False}
        ended = start_driver("postgres", "csv", pipeline="top-songs", parameters=parameters).end()
        assert ended.exit_code == 0

    run("/nowhere/tracks.ndjson")
    plain = [("t1", "t1 as played", 2, None), ("t9", "t9 as played", 1, None)]
    assert named("top_songs_hourly") == plain
    write("t1")
    run(str(file))
    found = [("t1", "One", 3, True), ("t9", "t9 as played", 1, False)]
    assert named("top_songs_hourly") == named("top_songs_daily") == found
    written = (file.parent / "csv" / "catalogue" / "catalogue.csv").read_text()
    assert written.startswith("track_id,title,artist,version\nt1,One,Nova,20")
