"""The children that the core asked for: at most one driver and one producer."""

import time
from dataclasses import dataclass
from pathlib import Path

from tune_cli.backend.processes import Child

_DRAIN_PATIENCE = 10.0  # seconds; what is not committed by then is read again by the next run


@dataclass(frozen=True)
class Running:
    """A child with what it was started as."""

    child: Child
    port: int
    """Where it reports progress."""
    attempt: int = 0
    fingerprint: str = ""
    ledger: Path | None = None
    """Where a producer keeps what Kafka has acknowledged."""


@dataclass
class Children:
    """Who is there. None: confirmed that nobody is."""

    driver: Running | None = None
    producer: Running | None = None

    def close(self) -> None:
        """End everyone who is still there: let them drain, then end them."""
        left = [each.child for each in (self.producer, self.driver) if each is not None]
        for child in left:
            child.let_go()
        deadline = time.monotonic() + _DRAIN_PATIENCE
        for child in left:
            if child.wait(deadline - time.monotonic()) is None:
                child.kill()
        self.driver = self.producer = None

    def kill(self) -> None:
        """End everyone at once."""
        for running in (self.producer, self.driver):
            if running is not None:
                running.child.kill()
