"""What the API asks of the place that runs the jobs."""

from typing import Protocol

from tune_contract.tunejob.action import JobAction
from tune_contract.tunejob.job import TuneJob


class JobActions(Protocol):
    """The way to those who run the jobs."""

    async def ask(self, job: TuneJob, action: JobAction) -> None:
        """Ask for something; it is done a moment later.

        Raises:
            Conflict: nobody is there to do it, or it is not allowed.
            NotFound: the job is gone.
            Unreachable: those who run jobs do not answer.
        """
        ...
