"""The package of examples/custom-pipeline, installed beside the product, which is as it was."""

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
import yaml
from confluent_kafka import Producer
from kafka.admin import NewTopic
from psycopg import sql

EXAMPLE = Path(__file__).parents[2] / "examples" / "custom-pipeline"
TUNE = str(Path(sys.executable).parent / "tune")
PATIENCE = 600.0  # seconds: a run takes 15 on a machine that does nothing else
LONGEST = 60.0
PLAYS = 5_000
PLATFORMS = ("android", "desktop", "ios", "tv", "web")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = datetime(2026, 1, 30, 6, 0, tzinfo=UTC)
SPAN = timedelta(hours=30)


@dataclass(frozen=True)
class Play:
    """What the pipeline needs of a play."""

    time: datetime
    platform: str
    duration_ms: int

    def record(self, number: int) -> bytes:
        """The whole play, as it is on the wire."""
        play = {
            "event_id": f"play-{number}", "user_id": "u", "track_id": "t", "title": "T",
            "artist": "A", "genre": "pop", "region": "NO", "completed": True,
            "timestamp": (self.time - EPOCH) // timedelta(milliseconds=1),
            "platform": self.platform, "duration_ms": self.duration_ms,
        }  # fmt: skip
        return json.dumps(play).encode()


def make_plays() -> list[Play]:
    chance = random.Random(7)
    return [
        Play(
            FIRST + SPAN * chance.random(),
            chance.choice(PLATFORMS),
            chance.randrange(600_000),
        )
        for _ in range(PLAYS)
    ]


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict[str, str]:
    """Where the package is installed, as pip does it."""
    folder = tmp_path_factory.mktemp("site-packages")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--target", str(folder), str(EXAMPLE)], check=True)
    # No Java here lives long enough for the second compiler to pay.
    quick = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1"}
    return os.environ | quick | {"PYTHONPATH": str(folder)}


def run(environment: dict[str, str], *command: str) -> str:
    """What a command prints when all goes well."""
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Run:
    """A job of the example, run to its end."""

    name: str
    plays: list[Play]
    summary: dict[str, object]
    environment: dict[str, str]


@pytest.fixture(scope="module")
def job(environment, settings, stack, kafka_admin, tmp_path_factory) -> Iterator[Run]:
    """`tune run` of the example's TuneJob, over plays of our own."""
    folder = tmp_path_factory.mktemp("listening")
    name = f"listening-{datetime.now(UTC):%H%M%S%f}"
    plays = make_plays()
    kafka_admin.create_topics([NewTopic(name, num_partitions=3, replication_factor=1)])
    send(stack.bootstrap_servers, name, plays)
    document = yaml.safe_load((EXAMPLE / "tunejob.yaml").read_text(encoding="utf-8"))
    document["metadata"]["name"] = name
    spec = document["spec"]
    del spec["producer"]
    spec["kafka"]["topics"]["plays"]["name"] = name
    spec["trigger"] = {"availableNow": True}
    file = folder / "tunejob.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    home = ["--home", str(settings.home.root)]
    said = run(environment, TUNE, "run", *home, str(file), "--no-page", "--json")
    yield Run(name, plays, json.loads(said), environment)
    kafka_admin.delete_topics([name])
    with psycopg.connect(stack.database_uri, autocommit=True) as connection:
        schema = sql.Identifier(name.replace("-", "_"))
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))


def send(bootstrap_servers: str, topic: str, plays: list[Play]) -> None:
    producer = Producer({"bootstrap.servers": bootstrap_servers, "acks": "all"})
    for number, play in enumerate(plays):
        producer.produce(topic, play.record(number))
    assert producer.flush(LONGEST) == 0


@pytest.fixture
def tables(job, settings, stack, tmp_path) -> Iterator[httpx.Client]:
    """The API, asked for the job."""
    uri = tmp_path / "uri"
    uri.write_text(stack.database_uri)
    options = ["--jobs-dir", str(settings.home.jobs), "--database-uri-file", str(uri)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tune_api", "--port", "0", "--exit-with-parent", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=job.environment,
    )
    try:
        address = re.fullmatch(r"tune-api: (http://\S+)\n", process.stdout.readline())
        base = f"{address[1]}/api/v1/jobs/default/{job.name}"
        with httpx.Client(base_url=base, timeout=LONGEST) as client:
            yield client
        process.stdin.close()
        process.wait(LONGEST)
    finally:
        process.kill()


def rows(tables: httpx.Client, table: str) -> list[dict[str, object]]:
    """All rows, page by page."""
    found, cursor = [], ""
    while cursor is not None:
        page = tables.get(f"/tables/{table}/rows", params={"limit": 100, "cursor": cursor}).json()
        found += page["rows"]
        cursor = page["nextCursor"]
    return found


def sums(plays: list[Play], key) -> dict[object, tuple[int, int, float]]:
    """Plays, milliseconds and minutes of each key."""
    counts, listened = Counter(), Counter()
    for play in plays:
        counts[key(play)] += 1
        listened[key(play)] += play.duration_ms
    return {each: (counts[each], listened[each], listened[each] / 60_000) for each in counts}


def shown(found: list[dict[str, object]], *key: str) -> dict[object, tuple[int, int, float]]:
    """The same of a table's rows."""
    numbers = {
        tuple(row[name] for name in key): (row["plays"], row["listened_ms"], row["minutes"])
        for row in found
    }
    assert len(numbers) == len(found)
    return numbers


def test_its_own_tests(environment):
    folder = str(EXAMPLE / "tests")
    run(environment, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", folder)


def test_tune_knows_it(environment):
    listed = json.loads(run(environment, TUNE, "pipelines", "--json"))["pipelines"]
    (brought,) = [each for each in listed if each["package"]]
    assert (brought["name"], brought["package"]) == ("listening-minutes", "tune-listening 0.1.0")
    said = run(environment, TUNE, "validate", str(EXAMPLE / "tunejob.yaml"))
    assert "ok, TuneJob listening runs listening-minutes" in said


def test_without_the_package_it_is_said_what_to_do():
    command = [TUNE, "validate", str(EXAMPLE / "tunejob.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 2
    assert "'listening-minutes': no such pipeline here; there are: genre-counts" in done.stderr
    assert "install the package of another one here, too (docs/custom-pip" in done.stderr


def test_the_run_ends_well(job):
    assert (job.summary["phase"], job.summary["failure"]) == ("Succeeded", None)


def test_the_api_shows_its_tables_as_they_are_declared(tables):
    found = {each["name"]: each["drawing"] for each in tables.get("/tables").json()["tables"]}
    assert found == {
        "listening": {
            "view": "time-series", "x": "window_start", "y": "minutes", "series": "platform",
        },
        "hours_of_day": {
            "view": "heat-map", "x": "hour", "y": "minutes", "series": "platform",
        },
        "platforms": {"view": "ranked-bars", "x": "platform", "y": "minutes", "series": ""},
        "dead_letters": {"view": "table", "x": "", "y": "", "series": ""},
    }  # fmt: skip


def test_every_play_is_in_every_table_once(job, tables):
    assert len(job.plays) == PLAYS
    windows = sums(job.plays, lambda play: (f"{play.time:%Y-%m-%dT%H}:00:00Z", play.platform))
    assert shown(rows(tables, "listening"), "window_start", "platform") == windows
    hours = sums(job.plays, lambda play: (f"{play.time:%H}", play.platform))
    assert shown(rows(tables, "hours_of_day"), "hour", "platform") == hours
    platforms = sums(job.plays, lambda play: (play.platform,))
    assert shown(rows(tables, "platforms"), "platform") == platforms
    assert (len(windows), len(hours), len(platforms)) == (150, 120, 5)
    assert rows(tables, "dead_letters") == []


def test_its_totals(job, tables):
    answer = tables.get(
        "/tables/listening/totals", params={"by": "platform", "of": "listened_ms"}
    ).json()
    listened = sums(job.plays, lambda play: play.platform)
    assert {each["value"]: each["total"] for each in answer["totals"]} == {
        platform: numbers[1] for platform, numbers in listened.items()
    }
