"""GET tables of a job: declarations, rows, totals, and rows as they change."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from tune_api.conditional import NOT_MODIFIED, conditional
from tune_api.documents.rows import (
    RowPageDocument,
    TotalsDocument,
    page_document,
    totals_document,
)
from tune_api.documents.table import TableList, describe
from tune_api.live.response import STREAM_OPENAPI, EventStream
from tune_api.problem import problems
from tune_api.results.cursor import read_cursor
from tune_api.results.location import tables_of
from tune_api.results.parameters import parse_filters, parse_order, parse_totals
from tune_api.results.query import DEFAULT_LIMIT, MAX_LIMIT, RowQuery, TotalsQuery
from tune_api.routes.jobs import LastEventId
from tune_api.services import AppServices, Location

router = APIRouter(prefix="/api/v1/jobs/{namespace}/{name}/tables", tags=["results"])

FILTERS = """

Every other parameter is a filter on a declared column: `genre=rock`, or with `.gt`, `.gte`,
`.lt`, `.lte`: `window_start.gte=2026-01-31T12:00:00Z`. The same column given twice with `=`
takes any of the values; all other filters must hold together. Times need a zone (`Z`, or `%2B`
for a plus), bytes are base64."""


@router.get("", summary="The tables of a job", responses=problems(404))
async def list_tables(namespace: str, name: str, services: AppServices) -> TableList:
    """The declarations of the job's result tables: columns, key, and how each is best drawn."""
    job = await services.jobs.get(namespace, name)
    return TableList(tables=[describe(each) for each in tables_of(job, services.pipelines)])


def _row_query(
    request: Request,
    location: Location,
    order: Annotated[str | None, Query(description="`column` or `-column`; newest first")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="rows a page")] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(description="`nextCursor` of the page before")] = None,
) -> RowQuery:
    reserved = frozenset({"order", "limit", "cursor"})
    ordered = parse_order(location.table, order)
    return RowQuery(
        order=ordered,
        filters=parse_filters(location.table, request.query_params.multi_items(), reserved),
        limit=limit,
        after=read_cursor(ordered, cursor),
    )


def _totals_query(
    request: Request,
    location: Location,
    by: Annotated[str, Query(description="the column whose values are told apart")],
    of: Annotated[str, Query(description="the column that is summed")],
) -> TotalsQuery:
    reserved = frozenset({"by", "of"})
    filters = parse_filters(location.table, request.query_params.multi_items(), reserved)
    return parse_totals(location.table, by, of, filters)


@router.get(
    "/{table}/rows",
    summary="Rows of a table",
    description="Rows of a table, page by page." + FILTERS,
    response_model=RowPageDocument,
    responses={**problems(400, 404, 503), **NOT_MODIFIED},
)
async def get_rows(
    request: Request,
    location: Location,
    query: Annotated[RowQuery, Depends(_row_query)],
    services: AppServices,
) -> Response:
    """Rows of a table."""
    page = await services.results.rows(location, query)
    return conditional(request, page_document(location.table, page))


@router.get(
    "/{table}/totals",
    summary="Exact sums",
    description="Sums of one column for each value of another, over the whole table." + FILTERS,
    response_model=TotalsDocument,
    responses={**problems(400, 404, 503), **NOT_MODIFIED},
)
async def get_totals(
    request: Request,
    location: Location,
    query: Annotated[TotalsQuery, Depends(_totals_query)],
    services: AppServices,
) -> Response:
    """Sums of one column for each value of another."""
    totals = await services.results.totals(location, query)
    return conditional(request, totals_document(query, totals))


@router.get(
    "/{table}/stream",
    summary="Rows as they change",
    response_class=Response,
    responses={**problems(404), **STREAM_OPENAPI},
)
async def stream_rows(
    location: Location, services: AppServices, last_event_id: LastEventId = ""
) -> EventStream:
    """Server-sent events: first `snapshot`, the newest rows, then `changes` after each commit.

    A `snapshot` may come again, when rows were removed: it replaces all before it. While the
    database does not answer the stream stays open and `staleSince` is set. A client that is slow
    gets the latest of everything at once, not every step. One that comes back with `Last-Event-ID`
    gets `changes` since then; a `snapshot` when that is more than a minute ago, or was of another
    process. A comment comes every 15 seconds.
    """
    return EventStream(
        services.live.updates(location, last_event_id),
        services.metrics.sse_clients.track_inprogress(),
    )
