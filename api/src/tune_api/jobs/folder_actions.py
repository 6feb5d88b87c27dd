"""Asks `tune run`, by a file in the folder of the job."""

import asyncio
import fcntl
import os
import time
import uuid
from pathlib import Path

from tune_contract.errors import Conflict
from tune_contract.runtime.request import LOCK, REQUESTS, JobRequest
from tune_contract.tunejob.action import JobAction
from tune_contract.tunejob.job import TuneJob


class FolderActions:
    """Asks those who run the jobs of a folder."""

    def __init__(self, folder: Path) -> None:
        """Ask nothing yet."""
        self._folder = folder

    async def ask(self, job: TuneJob, action: JobAction) -> None:
        """Ask for something.

        Raises:
            Conflict: nobody runs the job.
        """
        await asyncio.to_thread(self._ask, job, action)

    def _ask(self, job: TuneJob, action: JobAction) -> None:
        name = job.metadata.name
        home = self._folder / job.metadata.namespace / name
        if not _is_held(home / LOCK):
            raise Conflict(
                f"nobody runs {name}",
                "start it with `tune run FILE`; it goes on from its checkpoint",
            )
        _write(home / REQUESTS, JobRequest(action=action).model_dump_json())


def _is_held(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _write(folder: Path, text: str) -> None:
    """Write a file that is whole when it has its name; names are in the order of time."""
    folder.mkdir(exist_ok=True)
    name = f"{time.time_ns()}-{uuid.uuid4().hex}"
    beside = folder / f".{name}.new"
    beside.write_text(text, encoding="utf-8")
    beside.rename(folder / f"{name}.json")
