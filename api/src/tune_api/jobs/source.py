"""What the API asks of the place that keeps the jobs: a folder or a cluster."""

from collections.abc import Sequence
from typing import Protocol

from tune_contract.tunejob.job import TuneJob


class JobSource(Protocol):
    """The jobs with their status."""

    async def list(self) -> Sequence[TuneJob]:
        """All jobs, ordered by namespace and name."""
        ...

    async def get(self, namespace: str, name: str) -> TuneJob:
        """One job.

        Raises:
            NotFound: there is no such job.
        """
        ...
