"""Rows, totals and live updates."""

from datetime import datetime

from tune_api.live.table import Update
from tune_api.results.query import TotalsQuery
from tune_api.results.reader import Row, RowPage, Total
from tune_api.results.value import JsonScalar, to_json
from tune_contract.model import Model
from tune_contract.pipelines.declaration import ResultTable

RowDocument = dict[str, JsonScalar]
"""A row: column -> value. Times are UTC (ISO 8601), bytes base64, NaN and infinity null."""


class RowPageDocument(Model):
    """One page of rows."""

    rows: list[RowDocument]
    next_cursor: str | None
    """Pass it as `cursor` for the next page; null on the last."""


class TotalDocument(Model):
    """One exact sum."""

    value: JsonScalar
    """A value of the column `by`."""
    total: JsonScalar
    """The sum of the column `of` over the rows with that value."""


class TotalsDocument(Model):
    """Exact sums over all rows that the filters let through, biggest first; at most 1000."""

    by: str
    of: str
    totals: list[TotalDocument]


class UpdateDocument(Model):
    """The data of an event of the live stream."""

    rows: list[RowDocument]
    """`snapshot`: the newest rows (at most 1000). `changes`: rows that are new or replaced."""
    totals: list[TotalDocument]
    """The drawing's number for each of its series, over all rows of the table."""
    truncated: bool
    """The table has older rows than the snapshot holds."""
    stale_since: datetime | None
    """Since when the database does not answer; null while all is as it is now."""


def page_document(table: ResultTable, page: RowPage) -> RowPageDocument:
    """Show a page of rows."""
    return RowPageDocument(rows=_rows(table, page.rows), next_cursor=page.next_cursor)


def totals_document(query: TotalsQuery, totals: tuple[Total, ...]) -> TotalsDocument:
    """Show sums."""
    return TotalsDocument(by=query.by.name, of=query.of.name, totals=_totals(totals))


def update_document(table: ResultTable, update: Update) -> UpdateDocument:
    """Show what has changed."""
    return UpdateDocument(
        rows=_rows(table, update.rows),
        totals=_totals(update.totals),
        truncated=update.truncated,
        stale_since=update.stale_since,
    )


def _rows(table: ResultTable, rows: tuple[Row, ...]) -> list[RowDocument]:
    names = table.column_names()
    return [dict(zip(names, map(to_json, row), strict=True)) for row in rows]


def _totals(totals: tuple[Total, ...]) -> list[TotalDocument]:
    return [TotalDocument(value=to_json(each.value), total=to_json(each.total)) for each in totals]
