"""Starts the program that looks at checkpoints, which is one of tune_jobs."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tune_cli.backend.apply import PROGRAMS, Programs
from tune_cli.backend.folders import JobFolder
from tune_cli.backend.lock import holder
from tune_cli.backend.store import JobStore
from tune_cli.settings import Settings
from tune_contract.errors import Conflict, NotFound
from tune_contract.tunejob import TuneJob


def job_checkpoint(
    settings: Settings, job: TuneJob, arguments: Sequence[str], programs: Programs = PROGRAMS
) -> int:
    """Run a command on a job's checkpoint; the program's exit code, after it has told.

    Args:
        settings: where the job's files are.
        job: whose checkpoint.
        arguments: the command with its options.
        programs: what to start.

    Raises:
        NotFound: the job has never run.
    """
    command, *options = arguments
    config = _last_config(JobStore(settings.home).folder_of(job), job)
    return _run([*programs.checkpoint, command, "--config", str(config), *options])


def folder_checkpoint(
    location: Path, arguments: Sequence[str], programs: Programs = PROGRAMS
) -> int:
    """Verify a checkpoint by its folder; the program's exit code, after it has told."""
    return _run([*programs.checkpoint, "verify", "--location", str(location), *arguments])


def refuse_running(settings: Settings, job: TuneJob) -> None:
    """See that nobody runs a job.

    Raises:
        Conflict: a process does.
    """
    pid = holder(JobStore(settings.home).folder_of(job).lock)
    if pid is not None:
        raise Conflict(
            f"{job.metadata.name} is run by process {pid}, and its driver writes the checkpoint",
            f"stop it first, with Ctrl-C or `kill {pid}`",
        )


def _last_config(folder: JobFolder, job: TuneJob) -> Path:
    """The document of the last driver: it says where the checkpoint is."""
    config = folder.driver_run(job.status.attempt.number).config
    if not config.is_file():
        raise NotFound(f"{job.metadata.name} has never run", "`tune run FILE` runs it")
    return config


def _run(command: Sequence[str]) -> int:
    return subprocess.run(command, check=False).returncode
