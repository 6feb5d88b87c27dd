"""What the stack tells while it starts, so that a command can draw it and a test can be silent."""

from enum import StrEnum
from typing import Protocol


class Step(StrEnum):
    """The steps of a start; each is told only when there is something to do."""

    JARS = "download"
    KAFKA = "Kafka"
    POSTGRES = "PostgreSQL"


class StackEvents(Protocol):
    """Somebody who wants to know."""

    def started(self, step: Step) -> None:
        """The step begins."""

    def progress(self, step: Step, fraction: float) -> None:
        """How much is done, from 0 to 1; only steps that can tell do."""

    def finished(self, step: Step, seconds: float) -> None:
        """The step is done, and took that long."""


class NoEvents:
    """Nobody wants to know."""

    def started(self, step: Step) -> None:
        """Say nothing."""

    def progress(self, step: Step, fraction: float) -> None:
        """Say nothing."""

    def finished(self, step: Step, seconds: float) -> None:
        """Say nothing."""
