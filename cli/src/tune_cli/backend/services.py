"""Waits for Kafka and PostgreSQL beside the driver's start, and notes how long they took."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tune_cli.backend.first_result import ServiceSeconds
from tune_cli.stack.events import StackEvents, Step
from tune_contract.errors import TuneError


@dataclass
class ServiceTimes:
    """Passes on what the stack tells, and keeps the times."""

    audience: StackEvents
    seconds: dict[Step, float] = field(default_factory=dict)

    def started(self, step: Step) -> None:
        """Pass it on."""
        self.audience.started(step)

    def progress(self, step: Step, fraction: float) -> None:
        """Pass it on."""
        self.audience.progress(step, fraction)

    def finished(self, step: Step, seconds: float) -> None:
        """Keep it and pass it on."""
        self.seconds[step] = seconds
        self.audience.finished(step, seconds)

    def known(self) -> ServiceSeconds:
        """The times so far; 0 for a service that already ran."""
        return ServiceSeconds(
            kafka=self.seconds.get(Step.KAFKA, 0.0), postgres=self.seconds.get(Step.POSTGRES, 0.0)
        )


class ServiceWait:
    """Waits in a thread until the services answer."""

    def __init__(self, wait_ready: Callable[[], None], then: Callable[[], None]) -> None:
        """Begin to wait.

        Args:
            wait_ready: returns when the services answer, or raises a TuneError.
            then: called in the thread after that.
        """
        self._error: TuneError | None = None
        thread = threading.Thread(target=self._wait, args=(wait_ready, then), daemon=True)
        thread.start()

    def check(self) -> None:
        """See that nothing has gone wrong.

        Raises:
            Unreachable: a service does not start.
        """
        if self._error is not None:
            raise self._error

    def _wait(self, wait_ready: Callable[[], None], then: Callable[[], None]) -> None:
        try:
            wait_ready()
            then()
        except TuneError as error:
            self._error = error
