"""What a step of the flow knows, and how it adds to what the pass will do."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.spec import TuneJobSpec
from tune_contract.tunejob.status import AppliedStatus, TuneJobStatus
from tune_operator.core.actions import Action
from tune_operator.core.fingerprint import FieldClass, changes
from tune_operator.core.observed import DriverObserved, KafkaState, Observed, ProcessState
from tune_operator.core.version import effective_job, rolled_back, target


@dataclass(frozen=True)
class Verdict:
    """Why nothing will happen without the user, as the Stalled condition says it."""

    reason: str
    message: str


@dataclass(frozen=True)
class Context:
    """One pass as far as it has come. Steps never change it, they return another."""

    job: TuneJob
    observed: Observed
    now: datetime
    before: TuneJobStatus
    """The status as the pass found it."""
    status: TuneJobStatus
    """The status as the pass will leave it."""
    asked: AppliedStatus
    """The fingerprints of the spec."""
    desired: bool = True
    actions: tuple[Action, ...] = ()
    notes: tuple[str, ...] = ()
    verdict: Verdict | None = None

    @property
    def spec(self) -> TuneJobSpec:
        """What the user asks for."""
        return self.job.spec

    def effective_spec(self) -> TuneJobSpec:
        """The spec that a driver is started by."""
        return effective_job(self.job.model_copy(update={"status": self.status})).spec

    @cached_property
    def wanted(self) -> AppliedStatus:
        """What is to run: as asked, or the last good version after a rollback."""
        return target(self.job, self.status, self.asked)

    @property
    def driver(self) -> DriverObserved:
        """The newest driver."""
        return self.observed.driver

    def remember(self, **fields: object) -> "Context":
        """Change fields of the status."""
        return replace(self, status=self.status.model_copy(update=fields))

    def remember_attempt(self, **fields: object) -> "Context":
        """Change fields of `status.attempt`."""
        return self.remember(attempt=self.status.attempt.model_copy(update=fields))

    def act(self, note: str, *actions: Action) -> "Context":
        """Add actions and the sentence that says why."""
        return replace(self.note(note), actions=self.actions + actions)

    def note(self, note: str) -> "Context":
        """Add a sentence to the reason of the pass."""
        return replace(self, notes=(*self.notes, note))

    def finish(self, phase: Phase, verdict: Verdict | None = None) -> "Context":
        """End the job: nothing more happens unless the spec changes."""
        restarts = self.status.restarts.model_copy(update={"next_restart_time": None})
        done = self.remember(phase=phase, finish_time=self.now, restarts=restarts)
        return replace(done, verdict=verdict)

    def changed(self, part: FieldClass) -> bool:
        """Whether what is to run differs in that part from what runs."""
        found = changes(self.status.applied, self.wanted)
        if FieldClass.REFUSED in found and self.rolled_back():  # it fitted its own checkpoint
            return part is FieldClass.STREAM
        return part in found

    def rolled_back(self) -> bool:
        """Whether the spec's version was given up, and the last good one runs or returns."""
        return rolled_back(self.spec, self.status, self.asked)

    def run_open(self) -> bool:
        """Whether a run of a scheduled job is under way, be it between two attempts."""
        schedule = self.status.schedule
        begun = schedule is not None and schedule.last_run_time is not None
        return begun and not self.status.phase.finished()

    def schedule_problem(self) -> str:
        """Why the schedule cannot be followed; empty when it can, or there is none."""
        schedule = self.status.schedule
        return schedule.problem if schedule else ""

    def waits_for_run(self) -> bool:
        """Whether it is a scheduled job that has not run yet, or not since it was changed."""
        schedule = self.status.schedule
        waits = schedule is not None and schedule.next_run_time is not None
        return waits and not self.run_open() and not self.status.phase.finished()

    def holds(self) -> tuple[str, ...]:
        """Why nothing may be started or replaced now: other jobs, and what is missing."""
        return self.observed.conflicts + self.observed.missing

    def held_back(self) -> bool:
        """Whether something waits for that."""
        stopped = self.spec.suspend or self.status.phase.finished() or self.waits_for_run()
        if not self.holds() or not self.desired or stopped:
            return False
        changed = self.changed(FieldClass.STREAM) or self.changed(FieldClass.PRODUCER)
        return changed or not self.driver_working()

    def driver_current(self) -> bool:
        """Whether the driver that is there is the attempt that the status speaks of, not ended."""
        attempt = self.status.attempt
        return attempt.open() and self.driver.attempt == attempt.number

    def driver_working(self) -> bool:
        """Whether the current attempt's driver is alive."""
        return self.driver.state.alive() and self.driver_current()

    def draining(self) -> bool:
        """Whether the current attempt's driver is alive and has been asked to finish."""
        return self.driver_working() and self.status.attempt.drain_requested_time is not None

    def producer_absent(self) -> bool:
        """Whether no producer is there."""
        return self.observed.producer.state is ProcessState.ABSENT

    def producer_done(self) -> bool:
        """Whether the producer that the spec asks for has produced all it had to."""
        return (
            self.status.producer.finished and self.status.applied.producer == self.wanted.producer
        )

    def kafka_usable(self) -> bool:
        """Whether processes may be started: they wait by themselves for a Kafka that starts."""
        return self.observed.kafka.state is not KafkaState.UNREACHABLE
