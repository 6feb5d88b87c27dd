"""Finds the tables of a job: which there are, and in which schema they stand."""

from dataclasses import dataclass

from tune_contract import names
from tune_contract.errors import NotFound
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.declaration import ResultTable
from tune_contract.pipelines.packages import GUIDE
from tune_contract.pipelines.registry import PipelineRegistry
from tune_contract.tunejob.job import TuneJob


@dataclass(frozen=True)
class TableLocation:
    """A declared table and the PostgreSQL schema it stands in."""

    db_schema: str
    table: ResultTable


def tables_of(job: TuneJob, pipelines: PipelineRegistry) -> tuple[ResultTable, ...]:
    """The tables a job writes: its pipeline's, if it is installed here, and the dead letters."""
    pipeline = pipelines.get(job.spec.pipeline)
    return (*(pipeline.shown() if pipeline else ()), DEAD_LETTERS)


def locate(job: TuneJob, table: str, pipelines: PipelineRegistry) -> TableLocation:
    """Where one table of a job is.

    Raises:
        NotFound: the job has no such table.
    """
    declared = tables_of(job, pipelines)
    for each in declared:
        if each.name == table:
            return TableLocation(schema_of(job), each)
    known = ", ".join(each.name for each in declared)
    if pipelines.get(job.spec.pipeline) is None:
        raise NotFound(
            f"the pipeline {job.spec.pipeline} of {job.metadata.name} is not installed here: "
            f"of its tables only {known} can be read",
            f"install its package where the API runs ({GUIDE})",
        )
    raise NotFound(f"{job.metadata.name} has no table {table}", f"it has: {known}")


def schema_of(job: TuneJob) -> str:
    """The schema of a job's tables: as the status says, else the spec, else the job's name."""
    given = [sink.postgres.db_schema for sink in job.spec.sinks if sink.postgres is not None]
    chosen = next((schema for schema in given if schema), None)
    return job.status.results.db_schema or chosen or names.schema_name(job.metadata.name)
