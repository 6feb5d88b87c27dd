"""What goes wrong. A failure is a small class with a name and `strike`; list it in `deaths_of`."""

import os
import random
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tune_cli.stack.state import ServiceName, ServicePhase, read_state
from tune_contract.tunejob.sinks import SinkKind
from tune_jobs.driver.faults import FaultPoint

from ..drivers import PATIENCE, Driver  # noqa: TID252

STARTING = 7.0  # seconds: a driver's start and its first batch are about as long


@dataclass(frozen=True)
class Target:
    """A driver, and the file in which it looks for faults."""

    driver: Driver
    file: Path
    starts: bool
    """Whether it has only just been started."""

    def java(self) -> int:
        """The process id of its Java, once there is one."""
        deadline = time.monotonic() + PATIENCE
        while True:
            with suppress(IndexError):
                return self.driver.java()
            assert time.monotonic() < deadline, "the driver starts no Java"
            time.sleep(0.05)

    def wait_for_end(self, code: int) -> None:
        """Wait until it has died as it should, Java with it."""
        found = self.driver.process.wait(PATIENCE)
        assert found == code, self.driver.log.read_text()
        with suppress(ProcessLookupError):
            os.killpg(self.driver.process.pid, signal.SIGKILL)


class Failure(Protocol):
    """Something that a job has to stand."""

    @property
    def name(self) -> str: ...

    @property
    def sink(self) -> SinkKind | None:
        """Whose point it is; None: each sink has to stand it."""

    @property
    def deadly(self) -> bool:
        """Whether the driver has ended when it has struck."""

    def strike(self, target: Target, draw: random.Random) -> float:
        """Let it happen, at a moment that is drawn; the time of it, on the monotonic clock."""


@dataclass(frozen=True)
class AtPoint:
    """The driver dies at one of its own points."""

    point: FaultPoint
    sink: SinkKind | None = None
    deadly: bool = True

    @property
    def name(self) -> str:
        return self.point.value

    def strike(self, target: Target, draw: random.Random) -> float:
        if not target.starts:
            time.sleep(draw.uniform(0, 1))
        beside = target.file.with_suffix(".new")
        beside.write_text(f"{self.point} {self.sink or ''}")
        beside.rename(target.file)
        target.wait_for_end(-signal.SIGKILL)
        struck = time.monotonic()
        assert not target.file.exists()
        return struck


@dataclass(frozen=True)
class RandomKill:
    """Driver and Java are killed at any moment."""

    name: str = "random-kill"
    sink: SinkKind | None = None
    deadly: bool = True

    def strike(self, target: Target, draw: random.Random) -> float:
        time.sleep(draw.uniform(0, STARTING if target.starts else 1))
        target.driver.kill()
        return time.monotonic()


@dataclass(frozen=True)
class JavaKill:
    """Java is killed at any moment, as by a machine that is out of memory."""

    name: str = "java-kill"
    sink: SinkKind | None = None
    deadly: bool = True

    def strike(self, target: Target, draw: random.Random) -> float:
        time.sleep(draw.uniform(1, STARTING) if target.starts else draw.uniform(0, 1))
        os.kill(target.java(), signal.SIGKILL)
        struck = time.monotonic()
        target.wait_for_end(1)
        assert target.driver.end().message.startswith("Java was ended by SIGKILL")
        return struck


@dataclass(frozen=True)
class ServiceRestart:
    """Kafka or PostgreSQL dies at any moment, and is started again by the embedded stack."""

    name: str
    service: ServiceName
    signal: signal.Signals
    state: Path
    """Where the stack says how its services are."""
    sink: SinkKind | None = None
    deadly: bool = False

    def strike(self, target: Target, draw: random.Random) -> float:  # noqa: ARG002
        time.sleep(draw.uniform(0, 1))
        killed = self._ready()
        os.kill(killed, self.signal)
        struck = time.monotonic()
        while self._ready() in (None, killed):
            assert time.monotonic() < struck + PATIENCE, f"{self.service} does not come back"
            time.sleep(0.1)
        return struck

    def _ready(self) -> int | None:
        """Its process id, once it answers."""
        status = read_state(self.state).services[self.service]
        return status.process.pid if status.process and status.phase is ServicePhase.READY else None


def outages(kinds: Sequence[SinkKind], state: Path) -> list[Failure]:
    """What can happen to the services that a job with these sinks needs."""
    broker = ServiceRestart("broker-restart", ServiceName.KAFKA, signal.SIGKILL, state)
    # SIGQUIT is PostgreSQL's own word for: at once, as in a crash.
    database = ServiceRestart("postgres-restart", ServiceName.POSTGRES, signal.SIGQUIT, state)
    return [broker, database] if SinkKind.POSTGRES in kinds else [broker]


def deaths_of(kinds: Sequence[SinkKind]) -> list[Failure]:
    """All ways in which the driver of a job with these sinks can die."""
    points: list[Failure] = []
    for point in FaultPoint:
        points += [AtPoint(point, kind) for kind in (kinds if point.of_sink() else [None])]
    return [*points, RandomKill(), JavaKill()]
