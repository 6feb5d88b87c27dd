"""The past of jobs that `tune run` runs: files in the jobs' folder and in that of its processes."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from tune_api.jobs.records import MOST_BYTES, driver_of
from tune_contract.errors import NotFound
from tune_contract.runtime.job_events import EVENTS_FILE, JobEvent, JobEvents
from tune_contract.tunejob.job import TuneJob


class DirectoryRecords:
    """Events of `<jobs>/<namespace>/<name>/events.json`, logs of the runs' folder."""

    def __init__(self, jobs: Path, runs: Path | None) -> None:
        """Read nothing yet.

        Args:
            jobs: the folder of the jobs.
            runs: the folder of the processes; None = logs are not shown.
        """
        self._jobs = jobs
        self._runs = runs

    async def events(self, job: TuneJob) -> Sequence[JobEvent]:
        """The last events, newest first; none when nobody wrote any that can be read."""
        return await asyncio.to_thread(_events, _folder(self._jobs, job) / EVENTS_FILE)

    async def log(self, job: TuneJob, lines: int) -> str:
        """The last lines of the driver's log."""
        driver = driver_of(job)
        if self._runs is None:
            raise NotFound("this API shows no logs", "start it with --runs-dir")
        file = _folder(self._runs, job) / driver / "driver.log"
        try:
            return await asyncio.to_thread(_tail, file, lines)
        except OSError:
            raise NotFound(f"the log of {driver} is not there", f"it was {file}") from None


def _folder(root: Path, job: TuneJob) -> Path:
    return root / job.metadata.namespace / job.metadata.name


def _events(file: Path) -> Sequence[JobEvent]:
    try:
        return JobEvents.model_validate_json(file.read_bytes()).events
    except (OSError, ValidationError):
        return ()


def _tail(file: Path, lines: int) -> str:
    with file.open("rb") as log:
        size = log.seek(0, os.SEEK_END)
        log.seek(max(0, size - MOST_BYTES))
        text = log.read(MOST_BYTES).decode(errors="replace")
    return "".join(text.splitlines(keepends=True)[-lines:])
