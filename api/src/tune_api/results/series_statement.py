"""Composes the SQL of a series: its span, the beat of its times, and its sums."""

from datetime import timedelta

from psycopg import sql

from tune_api.results.location import TableLocation
from tune_api.results.query import SeriesQuery
from tune_api.results.series import MAX_LINES, ORIGIN
from tune_api.results.statement import Statement, table_name, values_of, where

BEATS = 32  # of the newest times: enough to see how far apart windows begin

# Each value's place is found before the lines are cut, in one look at the table.
_SUMS = sql.SQL("""
    SELECT at, least(place, {rest}), CASE WHEN place < {rest} THEN value END, sum(total)
    FROM (
        SELECT at, value, total,
               dense_rank() OVER (ORDER BY size DESC NULLS LAST, value) AS place
        FROM (
            SELECT at, value, total, sum(total) OVER (PARTITION BY value) AS size
            FROM (
                SELECT date_bin({step}, {time}, {origin}) AS at, {by} AS value, sum({of}) AS total
                FROM {table}{where} GROUP BY 1, 2
            ) AS binned
        ) AS sized
    ) AS ranked
    GROUP BY 1, 2, 3
""")


def select_span(location: TableLocation, query: SeriesQuery) -> Statement:
    """The first and the last time; both NULL when there is no row."""
    text = sql.SQL("SELECT min({time}), max({time}) FROM {table}{where}").format(
        time=sql.Identifier(query.time.name),
        table=table_name(location),
        where=where(query.filters),
    )
    return Statement(text, values_of(query.filters))


def select_beat(location: TableLocation, query: SeriesQuery) -> Statement:
    """Some different times that follow each other, the newest ones."""
    text = sql.SQL(
        "SELECT DISTINCT {time} FROM {table}{where} ORDER BY {time} DESC LIMIT {limit}"
    ).format(
        time=sql.Identifier(query.time.name),
        table=table_name(location),
        where=where(query.filters),
        limit=sql.Placeholder(),
    )
    return Statement(text, (*values_of(query.filters), BEATS))


def select_sums(location: TableLocation, query: SeriesQuery, step: timedelta) -> Statement:
    """For each bucket and line: where it begins, the line's place, its value, the sum."""
    text = _SUMS.format(
        rest=sql.Literal(MAX_LINES + 1),
        step=sql.Literal(step),
        origin=sql.Literal(ORIGIN),
        time=sql.Identifier(query.time.name),
        by=sql.Identifier(query.by.name) if query.by else sql.SQL("NULL::text"),
        of=sql.Identifier(query.of.name),
        table=table_name(location),
        where=where(query.filters),
    )
    return Statement(text, values_of(query.filters))
