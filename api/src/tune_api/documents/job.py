"""Jobs as the list shows them."""

from collections.abc import Sequence
from datetime import datetime

from tune_api.jobs.history import EVERY, History
from tune_api.results.location import tables_of
from tune_contract.model import Model
from tune_contract.pipelines.registry import PipelineRegistry
from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.status import Condition, ProgressStatus, RestartStatus


class HistoryDocument(Model):
    """The last ten minutes of a job, oldest first; at most 120 points, null where none was taken.

    This process has taken them, so they are gone when it is started again.
    """

    every: int
    """Seconds from one point to the next."""
    input_rows_per_second: list[float | None]
    """How fast events came."""
    lag: list[int | None]
    """Events that no batch had read yet."""


class JobSummary(Model):
    """One job in a list."""

    name: str
    namespace: str
    phase: Phase
    """A summary of the conditions."""
    phase_meaning: str
    """What the phase means, in a sentence."""
    finished: bool
    """Nothing more will happen unless the spec changes."""
    pipeline: str
    conditions: list[Condition]
    progress: ProgressStatus
    """Rates are events per second; lag and counts are events."""
    restarts: RestartStatus
    tables: list[str]
    """The result tables that can be read here."""
    history: HistoryDocument


class JobList(Model):
    """All jobs, ordered by namespace and name."""

    jobs: list[JobSummary]
    stale_since: datetime | None = None
    """Since when the source of the jobs does not answer: this is the last list it gave."""


def job_list(
    jobs: Sequence[TuneJob],
    pipelines: PipelineRegistry,
    history: History,
    stale_since: datetime | None = None,
) -> JobList:
    """Show all jobs."""
    shown = [summary_of(job, pipelines, history) for job in jobs]
    return JobList(jobs=shown, stale_since=stale_since)


def summary_of(job: TuneJob, pipelines: PipelineRegistry, history: History) -> JobSummary:
    """Show a job in short."""
    status = job.status
    return JobSummary(
        name=job.metadata.name,
        namespace=job.metadata.namespace,
        phase=status.phase,
        phase_meaning=status.phase.sentence,
        finished=status.phase.finished(),
        pipeline=job.spec.pipeline,
        conditions=status.conditions,
        progress=status.progress,
        restarts=status.restarts,
        tables=[table.name for table in tables_of(job, pipelines)],
        history=_history(job, history),
    )


def _history(job: TuneJob, history: History) -> HistoryDocument:
    samples = history.of(job)
    return HistoryDocument(
        every=EVERY,
        input_rows_per_second=[each.input_rows_per_second if each else None for each in samples],
        lag=[each.lag if each else None for each in samples],
    )
