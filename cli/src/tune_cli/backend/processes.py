"""Starts and ends child processes so that none is ever lost.

A child leads its own session: Ctrl-C in the terminal does not reach it, and all that it starts (the
driver's JVM) is in its process group. It is gone only when no process of that group lives. Its
standard input is a pipe that we hold: when we die, however we die, the pipe closes and the child
drains itself. Every process carries its run folder in its environment, by which the next
`tune run` finds what is left of this one.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from tune_cli.backend.folders import RunFolder

MARK = "TUNE_RUN_FOLDER"
_SECRETS = {"TUNE_DATABASE_URL", "TUNE_REDIS_URL"}  # children have them as files
_LOOK_AGAIN = 0.05  # seconds between two looks at processes that end


@dataclass(frozen=True)
class Command:
    """What to start, and where its files are."""

    arguments: tuple[str, ...]
    folder: RunFolder
    environment: dict[str, str]
    """Added to our own."""


class Child:
    """A process that we started."""

    def __init__(self, command: Command) -> None:
        """Start it, with its log emptied and what an earlier run left in its folder removed."""
        self.folder = command.folder
        self.folder.path.mkdir(parents=True, exist_ok=True)
        self.folder.termination.unlink(missing_ok=True)
        ours = {name: value for name, value in os.environ.items() if name not in _SECRETS}
        environment = ours | command.environment | {MARK: str(command.folder.path)}
        with command.folder.log.open("wb") as log:
            self._process = subprocess.Popen(
                command.arguments,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started_at = time.monotonic()
        self.asked_to_end: float | None = None
        """When, on the monotonic clock."""

    @property
    def pid(self) -> int:
        """The leader's process id, which is its group's id as well."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """How it ended, once no process of its group lives; negative = the signal.

        When the leader has ended the rest of its group is ended: it can do nothing useful, and
        no other process may be started in its place while it might write.
        """
        code = self._process.poll()
        if code is None:
            return None
        if _group_lives(self.pid):
            self.kill()
            return None
        return code

    def ask_to_end(self) -> None:
        """Ask the leader alone, once: it ends its own children when its work is done."""
        if self.asked_to_end is None and self._process.poll() is None:
            self.asked_to_end = time.monotonic()
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the whole group now."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def wait(self, seconds: float) -> int | None:
        """Wait for its end; None when it lives longer."""
        deadline = time.monotonic() + seconds
        while (code := self.exit_code()) is None and time.monotonic() < deadline:
            time.sleep(_LOOK_AGAIN)
        return code

    def let_go(self) -> None:
        """Close the pipe: a child that still lives takes its parent for gone and drains."""
        if self._process.stdin is not None:
            self._process.stdin.close()


def leftovers(runs: Path) -> list[psutil.Process]:
    """The processes that an earlier run of the job started and that still live."""
    return [process for process in psutil.process_iter() if _marked(process, runs)]


def end_leftovers(left: list[psutil.Process], patience: float) -> None:
    """Wait for what is left of an earlier run, then end it.

    Args:
        left: the processes.
        patience: seconds; their parent is gone, so they are draining already.
    """
    _, alive = psutil.wait_procs(left, timeout=patience)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=patience)


def _marked(process: psutil.Process, runs: Path) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return Path(process.environ().get(MARK, "/")).is_relative_to(runs)
    except (psutil.Error, OSError):  # not ours, or gone meanwhile
        return False


def _group_lives(group: int) -> bool:
    return any(_lives(pid) for pid in _members(group))


def _members(group: int) -> Iterator[int]:
    for pid in psutil.pids():
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(pid) == group:
                yield pid


def _lives(pid: int) -> bool:
    """A zombie does not: it only waits for a parent that may never ask."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
