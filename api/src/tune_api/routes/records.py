"""GET what has become of a job: its timeline, and its driver's log."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse

from tune_api.documents.timeline import TimelineDocument, timeline
from tune_api.problem import problems
from tune_api.services import AppServices

router = APIRouter(prefix="/api/v1/jobs/{namespace}/{name}", tags=["jobs"])

MOST_LINES = 5000


@router.get("/timeline", summary="What was done for a job", responses=problems(404, 503))
async def get_timeline(namespace: str, name: str, services: AppServices) -> TimelineDocument:
    """Its last drivers, and what was done or went wrong lately, both newest first."""
    job = await services.jobs.get(namespace, name)
    return timeline(job, await services.records.events(job))


@router.get(
    "/logs",
    summary="The tail of the driver's log",
    response_class=PlainTextResponse,
    responses=problems(404, 503),
)
async def get_logs(
    namespace: str,
    name: str,
    services: AppServices,
    lines: Annotated[int, Query(ge=1, le=MOST_LINES, description="from the end")] = 200,
) -> str:
    """The last lines of the driver that runs, or ran last; at most a megabyte."""
    job = await services.jobs.get(namespace, name)
    return await services.records.log(job, lines)
