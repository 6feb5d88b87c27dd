"""state.json: what the supervisor says about Kafka and PostgreSQL. Only it writes the file."""

from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError

from tune_cli.files import write_atomically
from tune_cli.stack.events import Step
from tune_cli.stack.processes import ProcessRef
from tune_contract.model import LenientModel, Model


class ServiceName(StrEnum):
    """What the supervisor runs."""

    KAFKA = "kafka"
    POSTGRES = "postgres"

    @property
    def step(self) -> Step:
        """The step of a start that brings it up."""
        return Step.KAFKA if self is ServiceName.KAFKA else Step.POSTGRES


class ServicePhase(StrEnum):
    """Where a service is in its life."""

    STOPPED = "Stopped"
    STARTING = "Starting"
    READY = "Ready"
    FAILED = "Failed"


class ServiceStatus(LenientModel):
    """One service."""

    phase: ServicePhase = ServicePhase.STOPPED
    port: int
    process: ProcessRef | None = None
    seconds: float = 0.0
    """How long the last start took."""
    message: str = ""
    """Why it failed."""
    hint: str = ""


class StackState(LenientModel):
    """All of them."""

    supervisor: ProcessRef | None = None
    services: dict[ServiceName, ServiceStatus] = Field(default_factory=dict)

    def ports(self) -> dict[ServiceName, int]:
        """Where the services listen, or last did."""
        return {name: status.port for name, status in self.services.items()}


class Launch(Model):
    """What a supervisor is started with."""

    home: Path
    java_home: Path
    ports: dict[ServiceName, int]
    linger: float
    """How many seconds a service stays up when nobody uses it."""
    start_lock: int
    """The descriptor of start.lock, inherited; given up when state.json is written."""


def read_state(path: Path) -> StackState:
    """The state; an empty one when there is none, or one that cannot be read."""
    try:
        return StackState.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return StackState()


def write_state(path: Path, state: StackState) -> None:
    """Replace the state in one step."""
    write_atomically(path, state.model_dump_json(indent=2))
