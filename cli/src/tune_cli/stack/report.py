"""Keeps state.json true while the supervisor runs."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from tune_cli.stack.state import (
    ServiceName,
    ServicePhase,
    ServiceStatus,
    StackState,
    write_state,
)


@dataclass
class Report:
    """What was said last; several threads report."""

    file: Path
    state: StackState
    guard: Lock = field(default_factory=Lock)

    def put(self, name: ServiceName, status: ServiceStatus) -> None:
        """Say what a service is doing."""
        with self.guard:
            services = {**self.state.services, name: status}
            self.state = self.state.model_copy(update={"services": services})
            write_state(self.file, self.state)

    def all_stopped(self) -> bool:
        """Whether no service runs."""
        with self.guard:
            phases = {status.phase for status in self.state.services.values()}
        return phases == {ServicePhase.STOPPED}

    def end(self) -> None:
        """Say that the supervisor is gone."""
        with self.guard:
            write_state(self.file, self.state.model_copy(update={"supervisor": None}))
