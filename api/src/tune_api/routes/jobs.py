"""GET jobs: the list, and one."""

from fastapi import APIRouter

from tune_api.documents.job import JobList, summary_of
from tune_api.problem import problems
from tune_api.services import AppServices
from tune_contract.tunejob.job import TuneJob

router = APIRouter(prefix="/api/v1/jobs", tags=["jobs"])


@router.get("", summary="All jobs")
async def list_jobs(services: AppServices) -> JobList:
    """All jobs with phase, conditions, progress and tables, ordered by namespace and name."""
    jobs = await services.jobs.list()
    return JobList(jobs=[summary_of(job, services.pipelines) for job in jobs])


@router.get("/{namespace}/{name}", summary="One job", responses=problems(404))
async def get_job(namespace: str, name: str, services: AppServices) -> TuneJob:
    """The TuneJob itself, spec and status."""
    return await services.jobs.get(namespace, name)
