"""Starts the replay of a job's dead letters, which is a program of tune_jobs."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tune_cli.backend.apply import PROGRAMS, Programs
from tune_cli.backend.database import results_database
from tune_cli.backend.job_kafka import job_kafka
from tune_cli.backend.place import Place
from tune_cli.backend.render import program_config
from tune_cli.backend.store import JobStore
from tune_cli.backend.tables import schema_of
from tune_cli.files import PRIVATE, write_atomically
from tune_cli.settings import Settings
from tune_contract.tunejob import TuneJob


@dataclass(frozen=True)
class ReplayCommand:
    """What the program is started with."""

    options: tuple[str, ...]
    """As `tune_jobs.replay` takes them, after `--config FILE`."""
    bootstrap_servers: str = ""
    """Empty = those of the last run."""
    dry: bool = False


def replay_letters(
    settings: Settings, job: TuneJob, command: ReplayCommand, programs: Programs = PROGRAMS
) -> int:
    """Replay a job's dead letters; the program's exit code, after it has said what it did.

    Raises:
        InvalidInput: the job does not write to PostgreSQL, or a sink's secret is not here.
        NotFound: the job has never run.
        Unreachable: an embedded service does not start.
    """
    schema_of(job)
    folder = JobStore(settings.home).folder_of(job)
    with (
        results_database(settings, folder) as uri,
        job_kafka(settings, folder, command.bootstrap_servers) as servers,
    ):
        # Of the embedded one the port may have changed since the job ran.
        write_atomically(folder.database_uri, uri, PRIVATE)
        place = Place(folder, Path.cwd(), servers, cores=1, redis=folder.redis_uri.exists())
        files = folder.replay_run()
        write_atomically(files.config, program_config(job, place, files).model_dump_json())
        if not command.dry:
            write_atomically(folder.sent, "")
        arguments = [*programs.replay, "--config", str(files.config), *command.options]
        return subprocess.run(arguments, check=False).returncode
