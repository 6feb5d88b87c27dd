"""Shows a run while it goes on."""

from typing import TYPE_CHECKING

from tune_cli.backend.first_result import FirstResult
from tune_cli.backend.loop import Pass
from tune_cli.backend.winding import Stage
from tune_cli.stack.events import Step
from tune_cli.view.lines import Lines
from tune_cli.view.status_line import status_line

if TYPE_CHECKING:
    from datetime import datetime


class RunView:
    """A RunWatcher that writes lines."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._told: datetime | None = None
        self._winding = False

    def started(self, step: Step) -> None:
        """A service starts, or the download."""
        self._lines.update(f"Starting: {step}", step)

    def progress(self, step: Step, fraction: float) -> None:
        """How far it is."""
        self._lines.update(f"Starting: {step} {fraction:.0%}", step)

    def finished(self, step: Step, seconds: float) -> None:
        """It is done."""
        self._lines.say(f"{step} after {seconds:.1f} s")

    def note(self, text: str) -> None:
        """Something to know."""
        self._lines.say(text)

    def passed(self, latest: Pass, stage: Stage) -> None:
        """How it goes."""
        failure = latest.job.status.last_failure
        if failure is not None and failure.time != self._told:
            self._told = failure.time
            self._lines.say(
                f"driver {failure.failure_class.value}: {failure.message} {latest.decision.reason}"
            )
        if stage is not Stage.RUNNING and not self._winding:
            self._winding = True
            self._lines.say("Stopping; Ctrl-C ends it at once.")
        self._lines.update(status_line(latest, stage), f"{latest.job.status.phase} {stage}")

    def first_result(self, times: FirstResult) -> None:
        """The number a newcomer feels, with what it is made of."""
        services = f"Kafka {times.kafka:.1f}, PostgreSQL {times.postgres:.1f} beside"
        driver = (
            f"until the driver's start {times.driver_started:.1f}, Java {times.jvm:.1f}, "
            f"Spark session {times.session:.1f}, query {times.query:.1f}, "
            f"first batch {times.first_batch:.1f}"
        )
        self._lines.say(f"first result after {times.total:.1f} s ({driver}; {services})")
