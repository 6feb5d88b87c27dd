"""A job under `tune run`, suspended and resumed by `tune jobs`: every event is counted once."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import yaml
from psycopg import sql

from tune_cli.backend.store import JobStore
from tune_cli.settings import Settings
from tune_cli.stack.ports import choose_port
from tune_cli.stack.stack import Stack
from tune_contract.runtime.reports import Ledger
from tune_contract.tunejob.phase import Phase

TUNE = Path(sys.executable).parent / "tune"
PATIENCE = 300.0  # seconds: a run takes 15 on a machine that does nothing else


@dataclass(frozen=True)
class Run:
    """A job that runs, with its page."""

    name: str
    schema: str
    topic: str
    port: int
    process: subprocess.Popen[str]
    settings: Settings
    folder: Path

    def until(self, phase: Phase, attempt: int) -> None:
        """Wait for a phase."""
        deadline = time.monotonic() + PATIENCE
        while self.seen() != (phase, attempt):
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline, self.seen()
            time.sleep(0.1)

    def seen(self) -> tuple[Phase, int] | None:
        store = JobStore(self.settings.home)
        if not store.folder("default", self.name).document.exists():
            return None
        status = store.find(self.name).status
        return status.phase, status.attempt.number

    def jobs(self, action: str) -> subprocess.CompletedProcess[str]:
        """What `tune jobs` says."""
        url = f"http://127.0.0.1:{self.port}"
        command = [str(TUNE), "jobs", action, self.name, "--url", url]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    def to_its_end(self) -> dict[str, object]:
        """Run for a second more, after which all is read; the summary."""
        command = [str(TUNE), "run", "job.yaml", "--home", str(self.settings.home.root)]
        more = ["--no-page", "--json", "--duration", "1s"]
        done = subprocess.run(
            [*command, *more], cwd=self.folder, capture_output=True, timeout=PATIENCE, check=True
        )
        return json.loads(done.stdout)

    def acknowledged(self) -> Counter[str]:
        folder = JobStore(self.settings.home).folder("default", self.name).ledgers(self.topic)
        ledgers = [Ledger.model_validate_json(file.read_bytes()) for file in folder.iterdir()]
        return sum((Counter(ledger.by_key) for ledger in ledgers), Counter())

    def counted(self, uri: str) -> Counter[str]:
        statement = sql.SQL("SELECT genre, sum(count)::bigint FROM {} GROUP BY genre").format(
            sql.Identifier(self.schema, "genre_counts")
        )
        with psycopg.connect(uri) as connection:
            return Counter(dict(connection.execute(statement).fetchall()))


@pytest.fixture
def run(
    settings: Settings,
    stack: Stack,
    topic_name: Callable[[str], str],
    schema_name: str,
    tmp_path: Path,
) -> Iterator[Run]:
    topic = topic_name("plays")
    name = topic.replace("plays", "run")
    document = {
        "apiVersion": "tunejob.io/v1alpha1",
        "kind": "TuneJob",
        "metadata": {"name": name},
        "spec": {
            "pipeline": "genre-counts",
            "kafka": {"cluster": "tune", "topics": {"plays": {"name": topic}}},
            "producer": {"scenario": "steady", "rate": 200},
            "sinks": [{"postgres": {"secretRef": {"name": "db"}, "schema": schema_name}}],
        },
    }
    (tmp_path / "job.yaml").write_text(yaml.safe_dump(document))
    port = choose_port(None)
    options = ["--home", str(settings.home.root), "--port", str(port), "--json"]
    process = subprocess.Popen(
        [str(TUNE), "run", "job.yaml", *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    yield Run(name, schema_name, topic, port, process, settings, tmp_path)
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def until_asked(run: Run, action: str) -> str:
    """Ask as soon as the page is there, which comes a moment after the driver."""
    deadline = time.monotonic() + 60
    while (done := run.jobs(action)).returncode == 5 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_suspended_and_resumed_nothing_is_lost_or_counted_twice(run: Run, stack: Stack) -> None:
    run.until(Phase.RUNNING, 1)
    assert until_asked(run, "suspend") == (
        "The job finishes its batch and stops; checkpoint and results stay.\n"
    )
    run.until(Phase.SUSPENDED, 1)
    before = run.acknowledged()
    assert before.total() > 0
    time.sleep(1.0)
    assert run.process.poll() is None
    assert run.acknowledged() == before
    assert run.counted(stack.database_uri) <= before
    assert run.jobs("resume").stdout == "The job goes on from its checkpoint.\n"
    run.until(Phase.RUNNING, 2)
    assert run.jobs("restart").returncode == 0
    run.until(Phase.RUNNING, 3)
    run.process.send_signal(signal.SIGINT)
    out, errors = run.process.communicate(timeout=PATIENCE)
    assert run.process.returncode == 0, errors
    summary = json.loads(out)
    if summary["comparison"] is None:  # not all was read within the ten seconds after Ctrl-C
        summary = run.to_its_end()
    truth = run.acknowledged()
    assert truth.total() >= before.total()
    assert summary["comparison"] == {
        "acknowledged": truth.total(),
        "counted": truth.total(),
        "spare": 0,
        "differing": {},
    }
    assert run.counted(stack.database_uri) == truth
    gone = run.jobs("suspend")
    assert gone.returncode == 5
    assert "does not answer" in gone.stderr
