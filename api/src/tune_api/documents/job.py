"""Jobs as the list shows them."""

from tune_api.results.location import tables_of
from tune_contract.model import Model
from tune_contract.pipelines.registry import PipelineRegistry
from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.status import Condition, ProgressStatus, RestartStatus


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


class JobList(Model):
    """All jobs, ordered by namespace and name."""

    jobs: list[JobSummary]


def summary_of(job: TuneJob, pipelines: PipelineRegistry) -> JobSummary:
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
    )
