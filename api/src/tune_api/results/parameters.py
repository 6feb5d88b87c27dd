"""Reads the query part of a URL: filters, order, columns. Only declared columns are let in."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

from tune_api.results.query import (
    DEFAULT_POINTS,
    MAX_POINTS,
    Filter,
    Operator,
    Order,
    SeriesQuery,
    TotalsQuery,
    newest_first,
    order_by,
    sortable,
    summable,
    temporal,
)
from tune_api.results.value import parse_value
from tune_contract.errors import InvalidInput
from tune_contract.pipelines.declaration import Column, ResultTable

Parameters = Iterable[tuple[str, str]]
"""The names and values of a query in the order they were written."""


def parse_filters(
    table: ResultTable, parameters: Parameters, reserved: frozenset[str]
) -> tuple[Filter, ...]:
    """Read `column=value` and `column.gte=value` (also gt, lt, lte, eq).

    Equal given more than once for a column takes any of the values; all else must hold together.

    Args:
        table: the table that is asked.
        parameters: the whole query.
        reserved: parameters that are not filters.

    Raises:
        InvalidInput: an unknown column or operator, or a value not of the column's type.
    """
    filters: list[Filter] = []
    equal: dict[str, Filter] = {}
    for name, text in parameters:
        if name in reserved:
            continue
        column, operator = _target(table, name, reserved)
        value = parse_value(column, text)
        if operator is Operator.EQUAL:
            before = equal[column.name].values if column.name in equal else ()
            equal[column.name] = Filter(column, operator, (*before, value))
        else:
            filters.append(Filter(column, operator, (value,)))
    return (*equal.values(), *filters)


def parse_order(table: ResultTable, text: str | None) -> Order:
    """Read `column` or `-column`; the newest rows first when nothing is given.

    Raises:
        InvalidInput: rows cannot be ordered by that.
    """
    if not text:
        return newest_first(table)
    lead = _one_of(sortable(table), text.removeprefix("-"), "order")
    return order_by(table, lead, descending=text.startswith("-"))


def parse_totals(
    table: ResultTable, by: str, of: str, filters: tuple[Filter, ...] = ()
) -> TotalsQuery:
    """Read which column is summed for each value of which other.

    Raises:
        InvalidInput: no such column, or one that has no sum.
    """
    return TotalsQuery(
        _one_of(table.columns, by, "by"), _one_of(summable(table), of, "of"), filters
    )


class SeriesAsked(BaseModel):
    """What a user writes to ask for a series."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    time: str
    """the column with the time"""
    of: str
    """the column that is summed"""
    by: str | None = None
    """the column whose values are told apart"""
    points: int = Field(DEFAULT_POINTS, ge=2, le=MAX_POINTS)
    """times at most"""
    begin: str | None = Field(None, alias="from")
    """from this time on"""
    end: str | None = Field(None, alias="to")
    """before this time"""


def parse_series(
    table: ResultTable, asked: SeriesAsked, filters: tuple[Filter, ...] = ()
) -> SeriesQuery:
    """Read which column is summed along which time.

    Raises:
        InvalidInput: no such column, one of another kind, or no time.
    """
    time = _one_of(temporal(table), asked.time, "time")
    given = ((asked.begin, Operator.GREATER_OR_EQUAL), (asked.end, Operator.LESS))
    span = [Filter(time, each, (parse_value(time, text),)) for text, each in given if text]
    return SeriesQuery(
        time=time,
        of=_one_of(summable(table), asked.of, "of"),
        by=_one_of(table.columns, asked.by, "by") if asked.by else None,
        points=asked.points,
        filters=(*filters, *span),
    )


def _target(table: ResultTable, name: str, reserved: frozenset[str]) -> tuple[Column, Operator]:
    column_name, _, operator = name.partition(".")
    try:
        return table.column(column_name), Operator(operator or "eq")
    except (KeyError, ValueError):
        operators = ", ".join(f".{each}" for each in Operator)
        raise InvalidInput(
            f"{name!r} is no parameter of {table.name}",
            f"use {', '.join(sorted(reserved))} or filter by {', '.join(table.column_names())}, "
            f"alone or with {operators}",
        ) from None


def _one_of(columns: tuple[Column, ...], name: str, parameter: str) -> Column:
    for column in columns:
        if column.name == name:
            return column
    allowed = ", ".join(column.name for column in columns)
    raise InvalidInput(f"{parameter}={name!r} is not possible", f"use one of {allowed or 'none'}")
