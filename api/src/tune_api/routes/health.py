"""Whether the API lives, whether it can serve results, and its metrics."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from tune_api.problem import problems
from tune_api.services import AppServices

router = APIRouter(tags=["health"])


@router.get("/livez", summary="It lives", response_class=PlainTextResponse)
async def live() -> str:
    """It answers; whether the database does is for /readyz to say."""
    return "ok"


@router.get(
    "/readyz", summary="It can serve", response_class=PlainTextResponse, responses=problems(503)
)
async def ready(services: AppServices) -> str:
    """The database answers; 503 while it does not."""
    await services.results.check()
    return "ok"


@router.get("/metrics", summary="Metrics", response_class=PlainTextResponse)
async def metrics(services: AppServices) -> Response:
    """`tune_api_*` in Prometheus' text format."""
    return Response(services.metrics.text(), media_type=CONTENT_TYPE_LATEST)
