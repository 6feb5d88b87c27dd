"""Keeps one service up for as long as somebody uses it."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from subprocess import Popen
from threading import Event
from typing import Protocol

from tune_cli.stack.locks import HeldLock, is_free, try_lock
from tune_cli.stack.processes import end_process, reference
from tune_cli.stack.state import ServicePhase, ServiceStatus
from tune_contract.errors import TemporaryError, TuneError

START_TRIES = 3
START_PAUSE = 0.5
START_PATIENCE = 60.0  # a loaded machine, and topics to recover after a crash
STOP_PATIENCE = 15.0  # then it is killed; both recover from that
READY_POLL = 0.01  # somebody waits for it
IDLE_POLL = 0.05
WATCH_POLL = 0.25


class Service(Protocol):
    """A server program: Kafka or PostgreSQL."""

    @property
    def port(self) -> int:
        """Where it listens."""

    @property
    def stop_signal(self) -> Signals:
        """What asks it to stop cleanly."""

    def prepare(self) -> None:
        """Make its files, the first time."""

    def start(self, log: Path) -> Popen[bytes]:
        """Start it; its output goes to `log`."""

    def is_ready(self, pid: int, /) -> bool:
        """Whether it answers."""


@dataclass(frozen=True)
class Keeper:
    """Starts, watches and stops one service."""

    service: Service
    users: Path
    """The lock that each user holds, shared."""
    log: Path
    linger: float
    """How many seconds it stays up when nobody uses it."""
    report: Callable[[ServiceStatus], None]

    def wanted(self) -> bool:
        """Whether somebody uses it."""
        return not is_free(self.users)

    def run(self, stop: Event) -> None:
        """Keep it until `stop` is set. One that dies while it is used is started again."""
        while not stop.is_set():
            if self.wanted():
                self._serve(stop)
            stop.wait(IDLE_POLL)

    def _serve(self, stop: Event) -> None:
        try:
            process = self._start_patiently(stop)
        except TuneError as error:
            self._fail(error.message, error.hint, stop)
        except OSError as error:
            self._fail(str(error), f"see {self.log}", stop)
        else:
            held = self._watch(process, stop)
            self._stop(process)
            self._say(ServicePhase.STOPPED)
            if held:
                held.release()

    def _start_patiently(self, stop: Event) -> Popen[bytes]:
        """After a crash, what the dead server left may need a moment to go."""
        began = time.monotonic()
        self._say(ServicePhase.STARTING)
        self.service.prepare()
        for _ in range(START_TRIES - 1):
            with contextlib.suppress(TemporaryError):
                return self._start(stop, began)
            stop.wait(START_PAUSE)
        return self._start(stop, began)

    def _start(self, stop: Event, began: float) -> Popen[bytes]:
        process = self.service.start(self.log)
        status = ServiceStatus(
            phase=ServicePhase.STARTING, port=self.service.port, process=reference(process.pid)
        )
        self.report(status)
        while not stop.is_set() and not self.service.is_ready(process.pid):
            if process.poll() is not None or time.monotonic() - began > START_PATIENCE:
                self._stop(process)
                raise TemporaryError(_last_line(self.log), f"see {self.log}")
            stop.wait(READY_POLL)
        seconds = time.monotonic() - began
        self.report(status.model_copy(update={"phase": ServicePhase.READY, "seconds": seconds}))
        return process

    def _watch(self, process: Popen[bytes], stop: Event) -> HeldLock | None:
        """Until it died, or must stop, or nobody uses it: then the lock, so that nobody comes."""
        last_used = time.monotonic()
        while process.poll() is None and not stop.is_set():
            held = try_lock(self.users)
            if held is None:
                last_used = time.monotonic()
            elif time.monotonic() - last_used >= self.linger:
                return held
            else:
                held.release()
            stop.wait(WATCH_POLL)
        return None

    def _stop(self, process: Popen[bytes]) -> None:
        if process.poll() is None:
            end_process(reference(process.pid), self.service.stop_signal, STOP_PATIENCE)
        process.wait()

    def _fail(self, message: str, hint: str, stop: Event) -> None:
        """Say so until everybody who waited for it has gone."""
        self._say(ServicePhase.FAILED, message, hint)
        while self.wanted() and not stop.is_set():
            stop.wait(IDLE_POLL)
        self._say(ServicePhase.STOPPED)

    def _say(self, phase: ServicePhase, message: str = "", hint: str = "") -> None:
        port = self.service.port
        self.report(ServiceStatus(phase=phase, port=port, message=message, hint=hint))


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it ended without a word"
