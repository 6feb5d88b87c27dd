"""How fast each job was and how far behind in the last ten minutes: for a small line beside it."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tune_contract.tunejob.job import TuneJob

EVERY = 5  # seconds from one sample to the next
POINTS = 120

_Key = tuple[str, str]  # namespace and name


@dataclass(frozen=True)
class Sample:
    """One job at one time."""

    input_rows_per_second: float
    lag: int | None
    """None while nobody knows."""


class History:
    """The newest samples of all jobs, in memory: gone after a restart."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._taken: deque[dict[_Key, Sample]] = deque(maxlen=POINTS)
        self._newest: int | None = None

    def take(self, jobs: Sequence[TuneJob], at: datetime) -> None:
        """Take samples if it is time to; times at which nobody did stay empty."""
        number = int(at.timestamp()) // EVERY
        if self._newest is not None and number <= self._newest:
            return
        missed = 0 if self._newest is None else number - self._newest - 1
        self._taken.extend({} for _ in range(min(missed, POINTS)))
        self._taken.append({_key(job): _sample(job) for job in jobs if job.status.attempt.open()})
        self._newest = number

    def of(self, job: TuneJob) -> tuple[Sample | None, ...]:
        """A job's samples, oldest first, from its first one on; None where there was none."""
        samples = [taken.get(_key(job)) for taken in self._taken]
        first = next((at for at, each in enumerate(samples) if each is not None), len(samples))
        return tuple(samples[first:])


def _key(job: TuneJob) -> _Key:
    return (job.metadata.namespace, job.metadata.name)


def _sample(job: TuneJob) -> Sample:
    progress = job.status.progress
    return Sample(progress.input_rows_per_second, progress.lag)
