import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM
from threading import Event, Thread

import pytest

from tune_cli.stack.keeper import Keeper
from tune_cli.stack.locks import lock
from tune_cli.stack.state import ServicePhase, ServiceStatus
from tune_contract.errors import InvalidInput


@dataclass
class Sleeper:
    """A service whose program does nothing; it is ready at once."""

    code: str = "import time; time.sleep(60)"
    problem: InvalidInput | None = None
    port: int = 9092
    stop_signal = SIGTERM
    started: list[int] = field(default_factory=list)

    def prepare(self) -> None:
        if self.problem:
            raise self.problem

    def start(self, log: Path) -> "subprocess.Popen[bytes]":
        with log.open("ab") as output:
            process = subprocess.Popen([sys.executable, "-c", self.code], stderr=output)
        self.started.append(process.pid)
        return process

    def is_ready(self, _pid: int, /) -> bool:
        return "sleep" in self.code


@dataclass
class Run:
    """A keeper in its thread, and all it has reported."""

    service: Sleeper
    users: Path
    log: Path
    said: list[ServiceStatus] = field(default_factory=list)
    stop: Event = field(default_factory=Event)

    def start(self) -> Thread:
        keeper = Keeper(self.service, self.users, self.log, 0.1, self.said.append)
        thread = Thread(target=keeper.run, args=(self.stop,))
        thread.start()
        return thread

    def phases(self) -> list[ServicePhase]:
        """Without repetitions."""
        phases = [status.phase for status in self.said]
        return [
            each for each, before in zip(phases, [None, *phases], strict=False) if each != before
        ]

    def until(self, phase: ServicePhase, times: int = 1) -> None:
        until(lambda: self.phases().count(phase) >= times)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.01)


@pytest.fixture
def run(tmp_path) -> Iterator[Run]:
    run = Run(Sleeper(), tmp_path / "users.lock", tmp_path / "log")
    yield run
    run.stop.set()


STARTING, READY, STOPPED, FAILED = (
    ServicePhase.STARTING, ServicePhase.READY, ServicePhase.STOPPED, ServicePhase.FAILED,
)  # fmt: skip


def test_service_runs_while_it_is_used_and_stops_soon_after(run):
    with lock(run.users, 1, shared=True):
        run.start()
        run.until(READY)
        time.sleep(0.5)  # five times as long as it lingers
        assert run.phases() == [STARTING, READY]
    run.until(STOPPED)
    assert run.phases() == [STARTING, READY, STOPPED]
    assert run.said[-1] == ServiceStatus(port=9092)


def test_nobody_uses_it_nothing_starts(run):
    run.start()
    time.sleep(0.2)
    assert run.said == []


def test_service_that_dies_is_started_again(run):
    with lock(run.users, 1, shared=True):
        run.start()
        run.until(READY)
        subprocess.run(["kill", "-9", str(run.service.started[0])], check=True)
        run.until(READY, times=2)
        assert len(run.service.started) == 2


def test_service_that_cannot_be_prepared_says_why_until_its_users_go(run):
    run.service.problem = InvalidInput("no room", "make some")
    with lock(run.users, 1, shared=True):
        run.start()
        run.until(FAILED)
        assert (run.said[-1].message, run.said[-1].hint) == ("no room", "make some")
    run.until(STOPPED)
    assert run.service.started == []


def test_service_that_ends_at_once_is_tried_again_and_its_last_words_told(run):
    run.service.code = "import sys; sys.exit('port in use')"
    with lock(run.users, 1, shared=True):
        run.start()
        run.until(FAILED)
    assert (run.said[-1].message, run.said[-1].hint) == ("port in use", f"see {run.log}")
    assert len(run.service.started) == 3


def test_stop_ends_a_service_that_is_used(run):
    with lock(run.users, 1, shared=True):
        thread = run.start()
        run.until(READY)
        run.stop.set()
        thread.join(10)
        assert run.phases() == [STARTING, READY, STOPPED]
