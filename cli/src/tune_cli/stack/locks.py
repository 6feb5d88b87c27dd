"""Locks between processes. The kernel drops a lock when its holder dies, however it dies."""

import fcntl
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tune_cli.settings import Home
from tune_cli.stack.state import ServiceName
from tune_contract.errors import TemporaryError

POLL_SECONDS = 0.02


def start_lock(home: Home) -> Path:
    """Whoever holds it decides which supervisor there is."""
    return home.locks / "start.lock"


def jars_lock(home: Home) -> Path:
    """Whoever holds it downloads."""
    return home.locks / "jars.lock"


def users_lock(home: Home, name: ServiceName) -> Path:
    """Each user of the service holds it, shared; the supervisor takes it to stop the service."""
    return home.locks / f"{name}.lock"


@dataclass(frozen=True)
class HeldLock:
    """A lock that is held until `release`, or until the process ends."""

    descriptor: int

    def release(self) -> None:
        """Give it up. A process that inherited the descriptor still holds it."""
        os.close(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def try_lock(path: Path, *, shared: bool = False) -> HeldLock | None:
    """Take the lock if it is free."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return HeldLock(descriptor)


def lock(path: Path, patience: float, *, shared: bool = False) -> HeldLock:
    """Take the lock, waiting at most `patience` seconds.

    Raises:
        TemporaryError: somebody else held it all that time.
    """
    deadline = time.monotonic() + patience
    while True:
        held = try_lock(path, shared=shared)
        if held:
            return held
        if time.monotonic() > deadline:
            raise TemporaryError(
                f"another command has held {path} for {patience:.0f} s",
                "wait for it to end, or end it",
            )
        time.sleep(POLL_SECONDS)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock, shared or not."""
    held = try_lock(path)
    if held is None:
        return False
    held.release()
    return True
