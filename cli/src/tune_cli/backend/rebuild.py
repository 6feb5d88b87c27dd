"""Starts the rebuild of a job's Redis, which is a program of tune_jobs."""

import subprocess
from pathlib import Path

from tune_cli.backend.apply import PROGRAMS, Programs
from tune_cli.backend.database import results_database
from tune_cli.backend.place import Place
from tune_cli.backend.render import program_config
from tune_cli.backend.store import JobStore
from tune_cli.backend.tables import schema_of
from tune_cli.files import PRIVATE, write_atomically
from tune_cli.settings import Settings
from tune_contract.errors import InvalidInput
from tune_contract.tunejob import TuneJob


def rebuild_redis(settings: Settings, job: TuneJob, programs: Programs = PROGRAMS) -> int:
    """Rebuild a job's keys; the program's exit code, after it has said what it did.

    Raises:
        InvalidInput: the job has not both sinks, or a sink's secret is not on this machine.
        NotFound: the job has never run.
        Unreachable: the embedded database does not start.
    """
    schema_of(job)
    if not any(sink.redis for sink in job.spec.sinks):
        raise InvalidInput(
            f"{job.metadata.name} does not write to Redis", "add a redis sink to spec.sinks"
        )
    folder = JobStore(settings.home).folder_of(job)
    place = Place(folder, Path.cwd(), "", cores=1, redis=folder.redis_uri.exists())
    files = folder.rebuild_run()
    write_atomically(files.config, program_config(job, place, files).model_dump_json())
    with results_database(settings, folder) as uri:
        # Of the embedded one the port may have changed since the job ran.
        write_atomically(folder.database_uri, uri, PRIVATE)
        command = [*programs.rebuild, "--config", str(files.config)]
        return subprocess.run(command, check=False).returncode
