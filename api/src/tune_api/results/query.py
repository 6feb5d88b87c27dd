"""What can be asked of a table: parsed and checked, no SQL yet."""

from dataclasses import dataclass
from enum import StrEnum

from tune_api.results.value import Value
from tune_contract.pipelines.declaration import Column, ColumnType, ResultTable

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000  # rows: a page of wide rows stays below about a megabyte
DEFAULT_POINTS = 120
MAX_POINTS = 1000  # times of a series: a wide screen has no more places to draw them


class Operator(StrEnum):
    """How a filter compares."""

    EQUAL = "eq"
    GREATER = "gt"
    GREATER_OR_EQUAL = "gte"
    LESS = "lt"
    LESS_OR_EQUAL = "lte"


@dataclass(frozen=True)
class Filter:
    """A condition on one column. EQUAL takes any of its values, the others have one value."""

    column: Column
    operator: Operator
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Order:
    """A total order of a table's rows: every column in the same direction.

    One direction makes "the rows after this one" a single comparison of tuples, which
    PostgreSQL answers from the key's index.
    """

    columns: tuple[Column, ...]
    """The column asked for, then the rest of the key, so that no two rows are alike."""
    descending: bool

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.columns[0].name}"


@dataclass(frozen=True)
class RowQuery:
    """One page of rows."""

    order: Order
    filters: tuple[Filter, ...] = ()
    limit: int = DEFAULT_LIMIT
    after: tuple[Value, ...] | None = None
    """The order's columns of the row before the page; None = the first page."""


@dataclass(frozen=True)
class TotalsQuery:
    """Sums of `of` for each value of `by`."""

    by: Column
    of: Column
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class SeriesQuery:
    """Sums of `of` along `time`, one line for each value of `by`."""

    time: Column
    of: Column
    by: Column | None = None
    """None = one line."""
    points: int = DEFAULT_POINTS
    """Times at most; two or more."""
    filters: tuple[Filter, ...] = ()


def newest_first(table: ResultTable) -> Order:
    """The default order: by the first time in the table, else by the key, last row first."""
    return Order(tuple(map(table.column, table.newest())), descending=True)


def order_by(table: ResultTable, lead: Column, *, descending: bool) -> Order:
    """The order by one column, the rest of the key breaking ties."""
    rest = tuple(table.column(name) for name in table.key if name != lead.name)
    return Order((lead, *rest), descending)


def sortable(table: ResultTable) -> tuple[Column, ...]:
    """The columns rows can be ordered by: a comparison with NULL has no answer."""
    return tuple(column for column in table.columns if not column.nullable)


def summable(table: ResultTable) -> tuple[Column, ...]:
    """The columns that have sums."""
    numbers = {ColumnType.BIGINT, ColumnType.INTEGER, ColumnType.DOUBLE}
    return tuple(column for column in table.columns if column.type in numbers)


def temporal(table: ResultTable) -> tuple[Column, ...]:
    """The columns that are times."""
    return tuple(each for each in sortable(table) if each.type is ColumnType.TIMESTAMP)


def drawn_totals(table: ResultTable) -> TotalsQuery | None:
    """The totals that belong to a table's drawing: its number for each series."""
    drawing = table.drawing
    if not drawing.series or not drawing.y:
        return None
    return TotalsQuery(table.column(drawing.series), table.column(drawing.y))
