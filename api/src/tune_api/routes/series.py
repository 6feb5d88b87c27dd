"""GET a table's sums along time."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from tune_api.conditional import NOT_MODIFIED, conditional
from tune_api.documents.series import SeriesDocument, series_document
from tune_api.problem import problems
from tune_api.results.parameters import SeriesAsked, parse_filters, parse_series
from tune_api.results.query import SeriesQuery
from tune_api.routes.tables import FILTERS
from tune_api.services import AppServices, Location

router = APIRouter(prefix="/api/v1/jobs/{namespace}/{name}/tables", tags=["results"])

_RESERVED = frozenset({"time", "of", "by", "points", "from", "to"})
_SERIES = """Sums of one column along a time: one series for each value of another column, or one in
all. However long the table is, the answer has at most `points` times and 20 series, with the rest
in one more, `other`. Buckets are of usual lengths (a minute, five, an hour ...), begin at round
times, and hold whole windows of the table."""


def _series_query(
    request: Request, location: Location, asked: Annotated[SeriesAsked, Query()]
) -> SeriesQuery:
    filters = parse_filters(location.table, request.query_params.multi_items(), _RESERVED)
    return parse_series(location.table, asked, filters)


@router.get(
    "/{table}/series",
    summary="Sums along time",
    description=_SERIES + FILTERS,
    response_model=SeriesDocument,
    responses={**problems(400, 404, 503), **NOT_MODIFIED},
)
async def get_series(
    request: Request,
    location: Location,
    query: Annotated[SeriesQuery, Depends(_series_query)],
    services: AppServices,
) -> Response:
    """Sums of one column along a time."""
    series = await services.results.series(location, query)
    return conditional(request, series_document(series))
