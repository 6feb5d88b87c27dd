"""One run of one job: passes until it has ended or is wound up."""

import time
from dataclasses import dataclass

from tune_cli.backend.clock import Clock
from tune_cli.backend.first_result import FirstResult, first_result
from tune_cli.backend.loop import Loop, Pass
from tune_cli.backend.page import Page
from tune_cli.backend.services import ServiceTimes, ServiceWait
from tune_cli.backend.stop import StopRequest, on_signals
from tune_cli.backend.watcher import RunWatcher
from tune_cli.backend.winding import Stage, Winding
from tune_contract.errors import InvalidInput
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.phase import ConditionStatus, ConditionType, Phase

INTERVAL = 0.3  # seconds between passes: a dead driver is seen at once, an idle loop costs nothing
ASKED_PATIENCE = 10.0  # seconds to read what was produced when a user waits at Ctrl-C
PLANNED_PATIENCE = 120.0  # the same when the run was to end by itself, and its sums are compared


START_PATIENCE = 120.0  # seconds to the first result, after which a duration counts anyway


@dataclass(frozen=True)
class Parts:
    """What a run works with."""

    loop: Loop
    services: ServiceWait
    times: ServiceTimes
    clock: Clock
    watcher: RunWatcher


@dataclass(frozen=True)
class RunEnd:
    """How a run ended."""

    job: TuneJob
    all_read: bool
    """Everything that was produced is read and committed, so that sums may be compared."""
    killed: bool
    """The user did not wait for the end."""
    first_result: FirstResult | None


class JobRun:
    """A job that runs."""

    def __init__(self, job: TuneJob, parts: Parts, page: Page | None) -> None:
        self._job = job
        self._parts = parts
        self._page = page
        self._requests = parts.loop.store.requests_of(job)
        self._paused = False
        self._winding = Winding()
        self._stop = StopRequest()
        self._began = time.monotonic()
        self._first_at = 0.0
        self._first: FirstResult | None = None

    def until_end(self, duration: float | None) -> RunEnd:
        """Run until the job has ended, `duration` is over, or the user asks for the end.

        Args:
            duration: seconds from the first result, or from when it should have been there.

        Raises:
            Unreachable: Kafka or PostgreSQL does not start.
            InvalidInput: something that the spec refers to is not on this machine any more.
        """
        with on_signals(self._stop):
            while not self._stop.now:
                self._wind_up(duration)
                latest = self._pass()
                if self._over(latest):
                    break
                self._stop.wait(INTERVAL)
        if self._stop.now:
            self._parts.loop.machine.children.kill()
        phase = self._job.status.phase
        read = self._winding.all_read or phase is Phase.SUCCEEDED
        return RunEnd(self._job, read, self._stop.now, self._first)

    def _wind_up(self, duration: float | None) -> None:
        now = time.monotonic()
        if self._stop.asked:
            self._winding = self._winding.begin(self._job, now, ASKED_PATIENCE)
        elif duration is not None and now >= self._counted_from() + duration:
            self._winding = self._winding.begin(self._job, now, PLANNED_PATIENCE)

    def _counted_from(self) -> float:
        """A duration counts from the first result: a slow start is not what the user asked for."""
        return self._first_at or self._began + START_PATIENCE

    def _pass(self) -> Pass:
        parts = self._parts
        parts.services.check()
        self._take_requests()
        wanted = self._winding.wanted(self._job)
        self._job = parts.loop.store.change(self._job, wanted)
        measured_at = parts.loop.machine.topics.seen().at
        latest = parts.loop.run_pass(self._job)
        self._job = latest.job
        self._winding = self._winding.after(latest.observed, measured_at, time.monotonic())
        self._tell(latest)
        _check_accepted(latest)
        return latest

    def _take_requests(self) -> None:
        """Do what is asked of the job, unless it ends anyway."""
        asked = self._requests.take() if self._winding.stage is Stage.RUNNING else []
        for action in asked:
            spec = action.changed(self._job.spec)
            wanted = self._job.model_copy(update={"spec": spec})
            self._job = self._parts.loop.store.change(self._job, wanted)
            self._paused = spec.suspend
            self._parts.watcher.note(f"{action} was asked for: {action.sentence}")

    def _over(self, latest: Pass) -> bool:
        """Whether nothing more comes; a job that was suspended by a request waits for another."""
        phase = latest.job.status.phase
        waits = self._paused and self._winding.stage is not Stage.DRAINING
        suspended = phase is Phase.SUSPENDED and latest.job.spec.suspend
        return phase.finished() or (suspended and not waits)

    def _tell(self, latest: Pass) -> None:
        parts = self._parts
        parts.watcher.passed(latest, self._winding.stage)
        progress, driver = latest.observed.driver.progress, parts.loop.machine.children.driver
        if self._first is None and driver is not None:
            started = driver.child.started_at - parts.clock.began
            self._first = first_result(progress, started, parts.times.known())
            if self._first is not None:
                self._first_at = time.monotonic()
                parts.watcher.first_result(self._first)
        if self._page is not None and progress is not None and progress.startup.query > 0:
            # Not before: it would take the processor from the driver, with nothing to show.
            told = self._page.look_after()
            if told:
                parts.watcher.note(told)


def _check_accepted(latest: Pass) -> None:
    """On a cluster a refused spec waits for a better one; here the user waits at the screen."""
    accepted = latest.job.status.condition(ConditionType.ACCEPTED)
    if accepted is not None and accepted.status is ConditionStatus.FALSE:
        raise InvalidInput(f"{latest.job.metadata.name}: {accepted.message}")
