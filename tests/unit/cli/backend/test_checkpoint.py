"""The program is one that says what it was given."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tune_cli.backend.apply import Programs
from tune_cli.backend.checkpoint import folder_checkpoint, job_checkpoint, refuse_running
from tune_cli.backend.store import JobStore
from tune_cli.files import write_atomically
from tune_cli.settings import Home, Settings
from tune_contract.errors import NotFound
from tune_contract.tunejob import TuneJob

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SAYS = Programs(checkpoint=(sys.executable, "-c", "import sys; print(sys.argv[1:]); sys.exit(1)"))


@pytest.fixture
def job(home: Home, make_job: Callable[..., TuneJob]) -> TuneJob:
    return JobStore(home).begin(make_job(), NOON)


def test_the_program_gets_the_last_drivers_document(
    home: Home, job: TuneJob, capfd: pytest.CaptureFixture[str]
) -> None:
    config = JobStore(home).folder_of(job).driver_run(job.status.attempt.number).config
    write_atomically(config, "{}")
    assert job_checkpoint(Settings(home), job, ["verify", "--json"], SAYS) == 1
    assert capfd.readouterr().out == f"{['verify', '--config', str(config), '--json']}\n"


def test_or_a_folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert folder_checkpoint(tmp_path, [], SAYS) == 1
    assert capfd.readouterr().out == f"{['verify', '--location', str(tmp_path)]}\n"


def test_a_job_that_has_never_run(home: Home, job: TuneJob) -> None:
    refuse_running(Settings(home), job)
    with pytest.raises(NotFound, match="genres has never run"):
        job_checkpoint(Settings(home), job, ["list"], SAYS)
