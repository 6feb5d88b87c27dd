"""A leaderboard whose tables the PostgreSQL sink has made and filled.

job      the TuneJob, with a status
written  its tables are there, filled: five plays of three tracks in two windows
empty    its tables are there, and nothing is counted
report   report("--json", ...) -> the exit code of `tune report board --json ...`
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tune_cli.backend.store import JobStore
from tune_cli.files import write_atomically
from tune_cli.main import execute
from tune_cli.settings import Home
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.leaderboard import (
    LEADERBOARD,
    TRACK_BREAKDOWN,
    TRACK_WINDOWS,
    TRACKS,
)
from tune_contract.runtime.job_config import JobIdentity
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.status import (
    AttemptStatus,
    ProgressStatus,
    RestartStatus,
    TuneJobStatus,
)
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.postgres_claim import Claim
from tune_jobs.sinks.sink import Batch, TableRows

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ROWS = {
    TRACKS: [
        ("t1", "<b>One</b> [red]", "Nova", 3, 2, 2, NOON + timedelta(seconds=60)),
        ("t2", "Two", "Nova", 1, 1, 1, NOON + timedelta(seconds=1)),
        ("t3", "Three", "Élan", 1, 0, 1, NOON),
    ],
    TRACK_WINDOWS: [
        (NOON, NOON + MINUTE, "t1", 2, 1, 2, b"a"),
        (NOON, NOON + MINUTE, "t2", 1, 1, 1, b"b"),
        (NOON, NOON + MINUTE, "t3", 1, 0, 1, b"c"),
        (NOON + MINUTE, NOON + 2 * MINUTE, "t1", 1, 1, 1, b"d"),
    ],
    TRACK_BREAKDOWN: [
        ("t1", "platform", "ios", 2),
        ("t1", "platform", "web", 1),
        ("t1", "region", "NO", 2),
        ("t1", "region", "SE", 1),
        ("t1", "hour", "23", 2),
        ("t1", "hour", "09", 1),
        ("t1", "completed", "true", 2),
        ("t1", "completed", "false", 1),
        ("t2", "platform", "web", 1),
        ("t2", "region", "", 1),
        ("t2", "hour", "12", 1),
        ("t2", "completed", "true", 1),
    ],
    DEAD_LETTERS: [
        ("plays", 0, 7, NOON, "not JSON", 1, b"x"),
        ("plays", 1, 7, NOON, "not JSON", 1, None),
    ],
}
STATUS = TuneJobStatus(
    phase=Phase.RUNNING,
    attempt=AttemptStatus(number=2),
    restarts=RestartStatus(count=1),
    progress=ProgressStatus(
        batch_id=1, lag=5, watermark=NOON, late_rows=4, processed_rows_per_second=12.5
    ),
)


@pytest.fixture
def job(schema_name: str) -> TuneJob:
    """A leaderboard that has run."""
    postgres = {"secretRef": {"name": "db"}, "schema": schema_name}
    return TuneJob.model_validate(
        {
            "metadata": {"name": "board", "uid": "uid-board"},
            "spec": {
                "pipeline": "leaderboard",
                "kafka": {"topics": {"plays": {"name": "plays"}}},
                "sinks": [{"postgres": postgres}],
            },
        }
    ).model_copy(update={"status": STATUS})


@pytest.fixture
def sink(database: object, schema_name: str, tmp_path: Path) -> PostgresSink:
    """What the job writes with; its tables are made."""
    uri = tmp_path / "uri"
    uri.write_text(database.uri)
    identity = JobIdentity(namespace="default", name="board", uid="uid-board")
    made = PostgresSink(str(uri), schema_name, Claim(identity), (*LEADERBOARD.tables, DEAD_LETTERS))
    made.prepare()
    return made


@pytest.fixture
def empty(sink: PostgresSink) -> None:
    sink.close()


@pytest.fixture
def written(sink: PostgresSink) -> None:
    for number, (table, rows) in enumerate(ROWS.items()):  # a batch for each table
        sink.write(Batch("query-1", number, (TableRows(table, rows),)))
    sink.close()


@pytest.fixture
def report(database: object, job: TuneJob, tmp_path: Path) -> Callable[..., int]:
    """report("--json", ...) -> the exit code of `tune report board ...`."""
    store = JobStore(Home(tmp_path / "home"))
    store.save(job)
    write_atomically(store.folder_of(job).database_uri, database.uri)
    home = str(tmp_path / "home")
    return lambda *arguments: execute(["report", "board", *arguments, "--home", home])
