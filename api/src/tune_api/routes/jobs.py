"""GET jobs: the list, and one."""

from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response

from tune_api.documents.job import JobList, job_list
from tune_api.live.response import STREAM_OPENAPI, EventStream
from tune_api.problem import problems
from tune_api.services import AppServices
from tune_contract.tunejob.job import TuneJob

router = APIRouter(prefix="/api/v1/jobs", tags=["jobs"])

LastEventId = Annotated[str, Header(description="the `id` of the last event that was seen")]
"""A route's parameter: where a stream was left."""


@router.get("", summary="All jobs")
async def list_jobs(services: AppServices) -> JobList:
    """All jobs with phase, conditions, progress and tables, ordered by namespace and name."""
    return job_list(await services.jobs.list(), services.pipelines, services.board.history)


@router.get(
    "/stream", summary="All jobs as they change", response_class=Response, responses=STREAM_OPENAPI
)
async def stream_jobs(services: AppServices, last_event_id: LastEventId = "") -> EventStream:
    """Server-sent events `jobs`: the list of all jobs, first as it is, then whenever it changes.

    Changes are looked for once a second. A client that comes back with `Last-Event-ID` gets the
    list when it has changed since. While the source of the jobs does not answer the stream stays
    open and `staleSince` is set. A comment comes every 15 seconds.
    """
    return EventStream(
        services.board.updates(last_event_id), services.metrics.sse_clients.track_inprogress()
    )


@router.get("/{namespace}/{name}", summary="One job", responses=problems(404))
async def get_job(namespace: str, name: str, services: AppServices) -> TuneJob:
    """The TuneJob itself, spec and status."""
    return await services.jobs.get(namespace, name)
