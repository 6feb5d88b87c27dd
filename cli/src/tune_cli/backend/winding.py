"""How a run is wound up: the producer stops, what it made is read, then the driver drains.

Said in changes of the spec, so that the core does it all as it would on a cluster. Pure.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from tune_contract.tunejob import TuneJob
from tune_operator.core.observed import Observed, ProcessState


class Stage(StrEnum):
    """How far the end is."""

    RUNNING = "running"
    """Nobody asked for an end."""
    PRODUCER = "stopping the producer"
    READING = "reading what was produced"
    DRAINING = "the driver finishes its batch"


@dataclass(frozen=True)
class Winding:
    """The end of a run. Times are seconds of one monotonic clock."""

    stage: Stage = Stage.RUNNING
    deadline: float = 0.0
    """When the driver drains though events are still unread; the next run reads them."""
    produced_until: float = 0.0
    """When the producer was seen to be gone: a lag measured later counts all its events."""

    all_read: bool = False
    """Whether everything that was produced is read and committed."""

    def begin(self, job: TuneJob, now: float, patience: float) -> "Winding":
        """Ask for the end, once.

        Args:
            job: what runs; without a producer of its own there is no last event to wait for.
            now: the time.
            patience: seconds to read what was produced.
        """
        if self.stage is not Stage.RUNNING:
            return self
        stage = Stage.PRODUCER if job.spec.producer else Stage.DRAINING
        return Winding(stage, deadline=now + patience)

    def after(self, observed: Observed, measured_at: float, now: float) -> "Winding":
        """The next stage, when this one is done.

        Args:
            observed: what is seen now.
            measured_at: when the topics' ends behind its lag were measured.
            now: the time.
        """
        if self.stage is Stage.PRODUCER and observed.producer.state is ProcessState.ABSENT:
            return replace(self, stage=Stage.READING, produced_until=now)
        if self.stage is Stage.READING:
            done = observed.lag == 0 and measured_at > self.produced_until
            if done or now >= self.deadline or observed.driver.state is ProcessState.ABSENT:
                return replace(self, stage=Stage.DRAINING, all_read=done)
        return self

    def wanted(self, job: TuneJob) -> TuneJob:
        """The job as the stage wants it."""
        if self.stage is Stage.RUNNING:
            return job
        suspend = job.spec.suspend or self.stage is Stage.DRAINING
        spec = job.spec.model_copy(update={"producer": None, "suspend": suspend})
        return job.model_copy(update={"spec": spec})
