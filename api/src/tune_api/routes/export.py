"""GET a whole table as a file."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from tune_api.export.format import Format, writer_of
from tune_api.export.response import Export
from tune_api.problem import problems
from tune_api.results.parameters import parse_filters, parse_order
from tune_api.results.query import RowQuery
from tune_api.results.reader import Row
from tune_api.routes.tables import FILTERS
from tune_api.services import AppServices, Location

router = APIRouter(prefix="/api/v1/jobs/{namespace}/{name}/tables", tags=["results"])

_RESERVED = frozenset({"format", "order"})
_EXPORT = """All rows that the filters let through, as a file: `csv`, `json` (an array) or
`ndjson` (an object a line). The rows are all of one instant, and are sent while they are read.

In CSV a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return has a `'` in front, so
that no spreadsheet takes it for a formula; take it off when you read the file by a program. Numbers
are left as they are.

Should the database go away in between, the connection is closed before the end: the file is whole
only when the answer is."""
_TEXT = {"schema": {"type": "string"}}
_FILES = {
    Format.CSV.media_type: _TEXT,
    Format.JSON.media_type: {"schema": {"type": "array", "items": {"type": "object"}}},
    Format.NDJSON.media_type: _TEXT,
}


def _query(
    request: Request,
    location: Location,
    order: Annotated[str | None, Query(description="`column` or `-column`; newest first")] = None,
) -> RowQuery:
    filters = parse_filters(location.table, request.query_params.multi_items(), _RESERVED)
    return RowQuery(order=parse_order(location.table, order), filters=filters)


@router.get(
    "/{table}/export",
    summary="A table as a file",
    description=_EXPORT + FILTERS,
    response_class=Response,
    responses={
        200: {"description": "The file.", "content": _FILES},
        **problems(400, 404, 503),
    },
)
async def export_rows(
    location: Location,
    name: str,
    query: Annotated[RowQuery, Depends(_query)],
    services: AppServices,
    kind: Annotated[Format, Query(alias="format", description="of the file")] = Format.CSV,
) -> Export:
    """A table as a file."""
    parts = await _begun(services.results.parts(location, query))
    file = f"{name}-{location.table.name}.{kind}"
    headers = {
        "Content-Type": kind.media_type,
        "Content-Disposition": f'attachment; filename="{file}"',
        "Cache-Control": "no-store",
    }
    return Export(parts, writer_of(kind, location.table), headers)


async def _begun(parts: AsyncGenerator[Sequence[Row]]) -> AsyncGenerator[Sequence[Row]]:
    """The same parts, the first of them read: what can go wrong at the start is still an error."""
    first: Sequence[Row] = ()
    with suppress(StopAsyncIteration):  # no row at all
        first = await anext(parts)

    async def all_of_them() -> AsyncGenerator[Sequence[Row]]:
        async with aclosing(parts):
            yield first
            async for part in parts:
                yield part

    return all_of_them()
