"""Says in the status where a job's results are."""

from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.registry import PipelineRegistry
from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.status import ResultsStatus


def results_of(job: TuneJob, pipelines: PipelineRegistry, base_url: str) -> ResultsStatus:
    """The tables, their schema in PostgreSQL if there is one, and the API's page of the job."""
    pipeline = pipelines.get(job.spec.pipeline)
    tables = [table.name for table in pipeline.shown()] if pipeline else []
    schema = job.spec.results_schema(job.metadata.name)
    name = f"{job.metadata.namespace}/{job.metadata.name}"
    url = f"{base_url.rstrip('/')}/#/jobs/{name}" if base_url and schema else ""
    return ResultsStatus(tables=[*tables, DEAD_LETTERS.name], db_schema=schema, url=url)
