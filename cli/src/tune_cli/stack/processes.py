"""Processes that outlive the command that started them: named so that no other is ever hit."""

import contextlib
from signal import Signals

import psutil  # type: ignore[import-untyped]

from tune_contract.model import LenientModel

SAME_START_SECONDS = 2.0  # Linux tells starts from the boot time, which moves when a clock is set


class ProcessRef(LenientModel):
    """A process id means nothing after the process ended: the start time makes it unique."""

    pid: int
    created: float
    """When it started: seconds since 1970."""

    def runs(self) -> bool:
        """Whether the process is there and has not ended."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.created) < SAME_START_SECONDS
            return bool(same and process.status() != psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return False


def reference(pid: int) -> ProcessRef:
    """The reference of a child: it is there until its parent has waited for it."""
    return ProcessRef(pid=pid, created=psutil.Process(pid).create_time())


def end_process(ref: ProcessRef, how: Signals, patience: float) -> None:
    """Ask a process to end; after `patience` seconds end it and its children."""
    if not ref.runs():
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(ref.pid)
        family = [process, *process.children(recursive=True)]
        process.send_signal(how)
        _, left = psutil.wait_procs([process], timeout=patience)
        for each in family if left else ():
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(family, timeout=patience)
