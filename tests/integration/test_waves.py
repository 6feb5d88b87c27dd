"""The example with the waves, as its file says to run it, against an independent count."""

import json
import subprocess
import sys
import uuid
from collections import Counter
from pathlib import Path

import pytest
from confluent_kafka import Consumer

EXAMPLE = Path(__file__).parents[2] / "examples" / "waves.yaml"
TUNE = [str(Path(sys.executable).parent / "tune")]
PATIENCE = 300.0


def plays_in(bootstrap_servers: str, topic: str) -> list[dict[str, object]]:
    """All records of a topic."""
    consumer = Consumer(
        {"bootstrap.servers": bootstrap_servers, "group.id": uuid.uuid4().hex,
         "auto.offset.reset": "earliest", "enable.partition.eof": True}
    )  # fmt: skip
    consumer.subscribe([topic])
    found, ended = [], 0
    while ended < 3:
        message = consumer.poll(PATIENCE)
        assert message is not None
        if message.error():
            ended += 1
        else:
            found.append(json.loads(message.value()))
    consumer.close()
    return found


@pytest.fixture(scope="module")
def report(settings, stack) -> dict[str, object]:
    """What `tune report` says after `tune run`."""
    home = ["--home", str(settings.home.root)]
    run = [*TUNE, "run", *home, str(EXAMPLE), "--no-page"]
    done = subprocess.run(run, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    shown = subprocess.run(
        [*TUNE, "report", *home, "waves", "--json"], capture_output=True, timeout=60, check=True
    )
    return json.loads(shown.stdout)


@pytest.fixture(scope="module")
def records(report, stack) -> list[dict[str, object]]:
    """What was sent, copies too."""
    return plays_in(stack.bootstrap_servers, "waves-plays")


@pytest.fixture(scope="module")
def plays(records) -> dict[object, dict[str, object]]:
    """Each play once, by its id."""
    return {each["event_id"]: each for each in records}


def test_the_leaderboard_is_what_plain_python_counts(report, records, plays):
    assert len(plays) == 4500
    assert len(records) > 4800
    streams = Counter(each["track_id"] for each in plays.values())
    completed = Counter(each["track_id"] for each in plays.values() if each["completed"])
    ranked = sorted(streams, key=lambda track: (-streams[track], track))
    assert [(each["trackId"], each["streams"]) for each in report["board"]] == [
        (track, streams[track]) for track in ranked
    ]
    for each in report["board"]:
        track = each["trackId"]
        own = [play for play in plays.values() if play["track_id"] == track]
        platforms = Counter(play["platform"] for play in own)
        assert each["completionRate"] == pytest.approx(completed[track] / streams[track])
        assert platforms[each["topPlatform"]] == max(platforms.values())
        users = len({play["user_id"] for play in own})
        assert each["listeners"] == pytest.approx(users, rel=0.06, abs=1)


def test_the_deep_dive_is_what_plain_python_counts(report, plays):
    dive = report["deepDive"]
    track = dive["track"]["trackId"]
    own = [each for each in plays.values() if each["track_id"] == track]
    for part, name in (("platforms", "platform"), ("regions", "region")):
        found = {each["value"]: each["streams"] for each in dive[part]}
        assert found == Counter(each[name] for each in own)
