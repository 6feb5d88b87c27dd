"""What the API asks of the place that keeps a job's past: its events and its driver's log."""

from collections.abc import Sequence
from typing import Protocol

from tune_contract.errors import NotFound
from tune_contract.runtime.job_events import JobEvent
from tune_contract.tunejob.job import TuneJob

MOST_BYTES = 1024**2
"""Of a log's tail, however long its lines are."""


class JobRecords(Protocol):
    """Events and logs."""

    async def events(self, job: TuneJob) -> Sequence[JobEvent]:
        """The last events, newest first."""
        ...

    async def log(self, job: TuneJob, lines: int) -> str:
        """The last lines of the log of the driver that runs, or ran last.

        Raises:
            NotFound: there is none, or not any more.
        """
        ...


def driver_of(job: TuneJob) -> str:
    """The name of the driver that runs, or ran last.

    Raises:
        NotFound: the job has had none.
    """
    if not job.status.attempt.driver:
        raise NotFound(f"{job.metadata.name} has no driver", "it has a log once it was started")
    return job.status.attempt.driver
