"""What the API asks of the place that keeps the results."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tune_api.results.cursor import write_cursor
from tune_api.results.location import TableLocation
from tune_api.results.query import RowQuery, SeriesQuery, TotalsQuery
from tune_api.results.series import Series
from tune_api.results.value import Value

Row = tuple[Value, ...]
"""A row's values in the order of the declared columns."""


@dataclass(frozen=True)
class RowPage:
    """Some rows of a table."""

    rows: tuple[Row, ...]
    next_cursor: str | None
    """None on the last page."""


@dataclass(frozen=True)
class Total:
    """The sum of one column over the rows with one value of another."""

    value: Value
    total: Value


@dataclass(frozen=True)
class Snapshot:
    """Rows and totals of the same instant."""

    page: RowPage
    totals: tuple[Total, ...] = ()


class Results(Protocol):
    """Reads result tables. A declared table that nobody has written to yet is empty.

    Every method raises Unreachable while the database does not answer.
    """

    async def rows(self, location: TableLocation, query: RowQuery) -> RowPage:
        """One page of rows."""
        ...

    async def totals(self, location: TableLocation, query: TotalsQuery) -> tuple[Total, ...]:
        """Exact sums, biggest first."""
        ...

    async def snapshot(
        self, location: TableLocation, rows: RowQuery, totals: TotalsQuery | None
    ) -> Snapshot:
        """A page and, if asked for, totals, both of the same instant."""
        ...

    async def series(self, location: TableLocation, query: SeriesQuery) -> Series:
        """Sums along time."""
        ...

    def parts(self, location: TableLocation, query: RowQuery) -> AsyncGenerator[Sequence[Row]]:
        """All rows of one instant that the filters let through, some at a time.

        It holds a connection until it is closed; a TemporaryError when too many do.
        """
        ...

    async def check(self) -> None:
        """Return when the database answers."""
        ...


def page_of(location: TableLocation, query: RowQuery, found: Sequence[Row]) -> RowPage:
    """Make a page of the rows found when one more than its limit was asked for."""
    rows = tuple(found[: query.limit])
    if len(found) <= query.limit:
        return RowPage(rows, None)
    positions = [location.table.columns.index(column) for column in query.order.columns]
    last = tuple(rows[-1][position] for position in positions)
    return RowPage(rows, write_cursor(query.order, last))
