"""`tune dead-letters` as a user types it: what a real job left, and back into its topic with it."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

TUNE = str(Path(sys.executable).parent / "tune")
JOB = """\
apiVersion: tunejob.io/v1alpha1
kind: TuneJob
metadata: {{name: {name}}}
spec:
  pipeline: genre-counts
  parameters: {{watermark: 1h}}
  kafka: {{cluster: tune, topics: {{plays: {{name: {topic}, partitions: 2}}}}}}
  producer: {{scenario: waves, rate: 0, seed: 7, disorder: {{malformed: 0.1}}}}
  sinks: [{{postgres: {{secretRef: {{name: results-db}}}}}}]
  trigger: {{availableNow: true}}
"""


@pytest.fixture
def job(tmp_path, topic_name, schema_name) -> str:
    """The name of the job in job.yaml, which makes the test's schema its own."""
    name = schema_name.replace("_", "-")
    (tmp_path / "job.yaml").write_text(JOB.format(name=name, topic=topic_name("plays")))
    return name


@pytest.fixture
def tune(settings, stack, tmp_path):
    """tune("run", ...) -> the command as it ended; nobody sits at its input."""
    environment = os.environ | {"TUNE_HOME": str(settings.home.root)}

    def tune(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [TUNE, *arguments], capture_output=True, text=True, cwd=tmp_path, env=environment,
            timeout=300, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return tune


@pytest.fixture
def at_a_terminal(settings, stack, tmp_path):
    """at_a_terminal("y\\n", ...) -> what the command says there, and its exit code."""
    environment = os.environ | {"TUNE_HOME": str(settings.home.root)}

    def run(answer: str, *arguments: str) -> tuple[str, int]:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [TUNE, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
            cwd=tmp_path,
        )  # fmt: skip
        os.close(theirs)
        os.write(ours, answer.encode())
        code = process.wait(300)
        said = os.read(ours, 100_000).decode()
        os.close(ours)
        return said, code

    return run


@pytest.fixture
def sums(database, schema_name):
    """sums() -> plays counted, dead letters."""
    tables = (sql.Identifier(schema_name, name) for name in ("genre_counts", "dead_letters"))
    statement = sql.SQL(
        "SELECT (SELECT sum(count) FROM {})::bigint, (SELECT count(*) FROM {})"
    ).format(*tables)

    def sums() -> tuple[int, int]:
        with psycopg.connect(database.uri) as connection:
            return connection.execute(statement).fetchone()

    return sums


def test_shown_replayed_and_counted_again(tune, at_a_terminal, job, sums):
    assert tune("run", "job.yaml", "--no-page").returncode == 0
    good, dead = sums()
    assert good + dead == 4_500
    assert dead > 300

    def reasons() -> dict[str, tuple[int, int, int]]:
        shown = tune("dead-letters", job, "--json")
        assert shown.returncode == 0, shown.stderr
        return {
            each["reason"]: (each["records"], each["replayed"], each["came_back"])
            for each in json.loads(shown.stdout)
        }

    first = reasons()
    assert sum(records for records, _, _ in first.values()) == dead
    assert {numbers[1:] for numbers in first.values()} == {(0, 0)}
    table = tune("dead-letters", job).stdout.splitlines()
    assert table[-1] == f"{dead:,} dead letters, 0 replayed"

    chosen = "not valid JSON"
    count = first[chosen][0]
    assert 0 < count < dead
    lines = tune("dead-letters", job, "--list", "--limit", "0", "--ndjson", "--reason", chosen)
    listed = [json.loads(line) for line in lines.stdout.splitlines()]
    assert len(listed) == count
    assert {each["reason"] for each in listed} == {chosen}
    assert len({(each["partition"], each["offset"]) for each in listed}) == count
    assert len(tune("dead-letters", job, "--list", "--csv").stdout.splitlines()) == 21
    assert json.loads(tune("dead-letters", job, "--json", "--topic", "other").stdout) == []

    alone = tune("dead-letters", job, "--replay", "--reason", chosen)
    assert alone.returncode == 2
    assert alone.stderr.startswith(f"error: --replay would ask about {count} dead letters")
    asked, answered = at_a_terminal("n\n", "dead-letters", job, "--replay", "--reason", chosen)
    assert f"Write up to {count} dead letters of {job} back? [y/N]: " in asked
    assert answered == 130
    dry = tune("dead-letters", job, "--replay", "--dry-run", "--reason", chosen, "--since", "1d")
    assert dry.stdout.splitlines()[1] == f"  {count} would be written back as Kafka has them"
    done = tune("dead-letters", job, "--replay", "--yes", "--json", "--reason", chosen)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["from_kafka"] == count
    assert reasons()[chosen] == (count, count, 0)

    # Both sides count what came back: in = good + dead still holds.
    ended = tune("run", "job.yaml", "--no-page", "--json")
    assert ended.returncode == 0, ended.stderr
    assert sums() == (good, dead + count)
    summary = json.loads(ended.stdout)
    assert (summary["sent"], summary["comparison"]) == (True, None)
    assert reasons()[chosen] == (2 * count, count, count)
