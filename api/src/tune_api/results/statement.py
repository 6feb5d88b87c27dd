"""Composes SQL. Names come only from declarations, values only as parameters."""

from dataclasses import dataclass

from psycopg import sql

from tune_api.results.location import TableLocation
from tune_api.results.query import Filter, Operator, RowQuery, TotalsQuery
from tune_api.results.value import Value
from tune_contract.pipelines.declaration import Column

MAX_TOTALS = 1000  # groups: more than any drawing has series

_OPERATORS = {
    Operator.GREATER: sql.SQL(">"),
    Operator.GREATER_OR_EQUAL: sql.SQL(">="),
    Operator.LESS: sql.SQL("<"),
    Operator.LESS_OR_EQUAL: sql.SQL("<="),
}


@dataclass(frozen=True)
class Statement:
    """SQL and the values of its parameters."""

    text: sql.Composed
    values: tuple[Value, ...]


def select_rows(location: TableLocation, query: RowQuery) -> Statement:
    """One page of rows and one row more, which tells whether another page follows."""
    conditions = [_condition(each) for each in query.filters]
    values = list(values_of(query.filters))
    if query.after is not None:
        conditions.append(_after(query))
        values += query.after
    text = sql.SQL("SELECT {columns} FROM {table}{where} ORDER BY {order} LIMIT {limit}").format(
        columns=_names(location.table.columns),
        table=table_name(location),
        where=_where(conditions),
        order=_order(query),
        limit=sql.Placeholder(),
    )
    return Statement(text, (*values, query.limit + 1))


def select_all(location: TableLocation, query: RowQuery) -> Statement:
    """All rows that the filters let through, in order."""
    text = sql.SQL("SELECT {columns} FROM {table}{where} ORDER BY {order}").format(
        columns=_names(location.table.columns),
        table=table_name(location),
        where=where(query.filters),
        order=_order(query),
    )
    return Statement(text, values_of(query.filters))


def select_totals(location: TableLocation, query: TotalsQuery) -> Statement:
    """The sum and the value it belongs to, biggest sum first."""
    text = sql.SQL(
        "SELECT {by}, sum({of}) FROM {table}{where} GROUP BY {by} ORDER BY 2 DESC, 1 LIMIT {limit}"
    ).format(
        by=sql.Identifier(query.by.name),
        of=sql.Identifier(query.of.name),
        table=table_name(location),
        where=where(query.filters),
        limit=sql.Placeholder(),
    )
    return Statement(text, (*values_of(query.filters), MAX_TOTALS))


def table_name(location: TableLocation) -> sql.Identifier:
    """The table as SQL names it."""
    return sql.Identifier(location.db_schema, location.table.name)


def _names(columns: tuple[Column, ...]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)


def where(filters: tuple[Filter, ...]) -> sql.Composable:
    """The filters as a condition, with placeholders for `values_of` them."""
    return _where([_condition(each) for each in filters])


def values_of(filters: tuple[Filter, ...]) -> tuple[Value, ...]:
    """The values of the filters' placeholders."""
    return tuple(value for each in filters for value in each.values)


def _where(conditions: list[sql.Composed]) -> sql.Composable:
    if not conditions:
        return sql.SQL("")
    return sql.SQL(" WHERE ") + sql.SQL(" AND ").join(conditions)


def _condition(each: Filter) -> sql.Composed:
    column = sql.Identifier(each.column.name)
    if each.operator is Operator.EQUAL:
        return sql.SQL("{} IN ({})").format(column, _placeholders(len(each.values)))
    return sql.SQL("{} {} {}").format(column, _OPERATORS[each.operator], sql.Placeholder())


def _after(query: RowQuery) -> sql.Composed:
    columns = query.order.columns
    return sql.SQL("({}) {} ({})").format(
        _names(columns),
        sql.SQL("<" if query.order.descending else ">"),
        _placeholders(len(columns)),
    )


def _order(query: RowQuery) -> sql.Composed:
    direction = sql.SQL(" DESC" if query.order.descending else " ASC")
    return sql.SQL(", ").join(
        sql.Identifier(column.name) + direction for column in query.order.columns
    )


def _placeholders(count: int) -> sql.Composed:
    return sql.SQL(", ").join([sql.Placeholder()] * count)
