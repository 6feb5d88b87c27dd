"""A job with a Redis sink as a user runs it: the server killed in the middle, emptied, rebuilt."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tune_contract.pipelines.declaration import ColumnType
from tune_contract.pipelines.leaderboard import LEADERBOARD

TUNE = str(Path(sys.executable).parent / "tune")
PATIENCE = 300.0
JOB = """\
apiVersion: tunejob.io/v1alpha1
kind: TuneJob
metadata: {{name: {name}}}
spec:
  pipeline: leaderboard
  parameters: {{window: 10s, watermark: 1m}}
  kafka: {{cluster: tune, topics: {{plays: {{name: {topic}, partitions: 2}}}}}}
  producer: {{scenario: steady, rate: 300, total: 6000, seed: 7, disorder: {{malformed: 0.01}}}}
  sinks:
    - redis: {{secretRef: {{name: cache}}, keyPrefix: "board:"}}
    - postgres: {{secretRef: {{name: results-db}}}}
  trigger: {{interval: 500ms}}
"""


@pytest.fixture
def job(tmp_path, topic_name, schema_name) -> str:
    """The name of the job in job.yaml, which makes the test's schema its own."""
    name = schema_name.replace("_", "-")
    (tmp_path / "job.yaml").write_text(JOB.format(name=name, topic=topic_name("plays")))
    return name


@pytest.fixture
def tune(settings, stack, redis_server, tmp_path):
    """tune("run", ...) -> the command as it ended; TUNE_REDIS_URL names the test's server."""
    environment = os.environ | {
        "TUNE_REDIS_URL": redis_server.uri,
        "TUNE_HOME": str(settings.home.root),
    }

    def tune(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [TUNE, *arguments], capture_output=True, text=True, cwd=tmp_path, env=environment,
            timeout=PATIENCE, check=False,
        )  # fmt: skip

    return tune


@pytest.fixture
def rows(database, schema_name):
    """rows(table) -> those in PostgreSQL, in the words of Redis."""

    def rows(table) -> list[dict[str, str]]:
        columns = [each for each in table.columns if each.type is not ColumnType.BYTES]
        statement = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            sql.SQL(", ").join(map(_as_text, columns)),
            sql.Identifier(schema_name, table.name),
            sql.SQL(", ").join(map(sql.Identifier, table.key)),
        )
        with psycopg.connect(database.uri) as connection:
            found = connection.execute(statement).fetchall()
        return [dict(zip([each.name for each in columns], row, strict=True)) for row in found]

    return rows


def _as_text(column) -> sql.Composed:
    name = sql.Identifier(column.name)
    if column.type is ColumnType.TIMESTAMP:
        form = "regexp_replace(to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '[.]0+$', '') || 'Z'"
        return sql.SQL(form).format(name)
    return sql.SQL("{}::text").format(name)


def held(contents: dict[str, object], table) -> list[dict[str, str]]:
    """The rows of a table in Redis."""
    found = [each for key, each in contents.items() if key.startswith(f"board:{table.name}:")]
    return sorted(found, key=lambda row: [row[name] for name in table.key])


def test_redis_has_what_postgres_has(tune, job, rows, redis_server):
    client = redis_server.client
    ended = threading.Event()

    def kill_in_the_middle() -> None:
        while not client.exists("board:batch") and not ended.is_set():
            time.sleep(0.05)
        redis_server.kill()
        time.sleep(2)
        redis_server.start()

    killer = threading.Thread(target=kill_in_the_middle)
    killer.start()
    done = tune("run", "job.yaml", "--no-page", "--json")
    ended.set()
    killer.join(PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    emptied = redis_server.contents()

    rebuilt = tune("redis", "rebuild", job)
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert rebuilt.stdout.startswith(f"{job}: ")
    found = redis_server.contents()
    assert len(found) >= len(emptied)
    for table in LEADERBOARD.written():
        assert held(found, table) == rows(table)
    dead = json.loads(done.stdout)["progress"]["deadLetters"]
    assert dead > 0
    assert found["board:count:dead_letters"] == str(dead)

    ranked = [track for track, _ in found["board:rank:tracks"]]
    board = json.loads(tune("report", job, "--json", "--top", "9999").stdout)["board"]
    assert ranked == [each["trackId"] for each in board]

    client.flushall()
    assert tune("redis", "rebuild", job).returncode == 0
    assert redis_server.contents() == found


def test_job_without_an_address_is_told_what_to_do(job, tmp_path, settings):
    done = subprocess.run(
        [TUNE, "run", "job.yaml", "--no-page"], capture_output=True, text=True, cwd=tmp_path,
        env=os.environ | {"TUNE_HOME": str(settings.home.root)}, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "error: spec.sinks: there is no secret cache on this machine" in done.stderr
    assert "hint: say where Redis is with --redis or TUNE_REDIS_URL (redis://...)" in done.stderr
