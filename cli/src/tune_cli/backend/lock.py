"""One `tune run` for each job: a lock that the kernel releases however its holder ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tune_cli.stack.locks import is_free, try_lock
from tune_contract.errors import Conflict


@contextmanager
def hold(path: Path, job: str) -> Iterator[None]:
    """Hold a job's lock file, which carries our process id for whoever finds it taken.

    Raises:
        Conflict: another process holds it; the message names the process.
    """
    held = try_lock(path)
    if held is None:
        raise _taken(path, job)
    with held:
        path.write_text(f"{os.getpid()}\n")
        yield


def holder(path: Path) -> int | None:
    """The id of the process that runs the job, if one does."""
    if not path.exists() or is_free(path):
        return None
    return int(path.read_text())


def _taken(path: Path, job: str) -> Conflict:
    pid = path.read_text().strip()
    return Conflict(
        f"{job} is already run by process {pid}",
        f"stop that one with Ctrl-C or `kill {pid}`, or give this job another metadata.name",
    )
