"""Reads a job's result tables in PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql

from tune_contract.errors import InvalidInput, NotFound, Unreachable
from tune_contract.pipelines.declaration import ColumnType, ResultTable
from tune_contract.tunejob import TuneJob

Cell = str | int | float | bool | datetime | bytes | None

_PATIENCE = 5  # seconds to connect


@dataclass(frozen=True)
class Rows:
    """Some rows of a table, in the order they are shown."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def schema_of(job: TuneJob) -> str:
    """The schema that the job's tables are in.

    Raises:
        InvalidInput: the job does not write to PostgreSQL.
    """
    schema = job.spec.results_schema(job.metadata.name)
    if not schema:
        raise InvalidInput(
            f"{job.metadata.name} does not write to PostgreSQL",
            "its results are where spec.sinks says",
        )
    return schema


def newest_rows(uri: str, schema: str, table: ResultTable, limit: int | None) -> Rows:
    """The newest rows first, the greatest number first among those of one time.

    Args:
        uri: the database.
        schema: the job's schema.
        table: which table.
        limit: at most so many rows; None = all.

    Raises:
        NotFound: the job has not written that table yet.
        Unreachable: the database does not answer.
    """
    names = table.column_names()
    statement = sql.SQL("SELECT {} FROM {} ORDER BY {} LIMIT {}").format(
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.Identifier(schema, table.name),
        _newest_first(table),
        sql.Literal(limit),
    )
    return Rows(names, _fetch(uri, statement))


def sums(uri: str, schema: str, table: ResultTable) -> dict[str, int]:
    """What is drawn, summed up for each series: plays for each genre.

    Raises:
        NotFound: the job has not written that table yet.
        Unreachable: the database does not answer.
    """
    statement = sql.SQL("SELECT {0}, sum({1})::bigint FROM {2} GROUP BY {0}").format(
        sql.Identifier(table.drawing.series),
        sql.Identifier(table.drawing.y),
        sql.Identifier(schema, table.name),
    )
    return {str(key): int(str(total)) for key, total in _fetch(uri, statement)}


def _newest_first(table: ResultTable) -> sql.Composed:
    times = [column.name for column in table.columns if column.type is ColumnType.TIMESTAMP][:1]
    numbers = [table.drawing.y] if table.drawing.y else []
    order = [sql.SQL("{} DESC").format(sql.Identifier(name)) for name in (*times, *numbers)]
    return sql.SQL(", ").join([*order, *map(sql.Identifier, table.key)])


def _fetch(uri: str, statement: sql.Composed) -> list[tuple[Cell, ...]]:
    with connected(uri) as connection:
        return connection.execute(statement).fetchall()


@contextmanager
def connected(uri: str) -> Iterator[psycopg.Connection]:
    """A connection to read a job's tables.

    Raises:
        NotFound: a table that is read is not there: the job has not written yet.
        Unreachable: the database does not answer.
    """
    try:
        connection = psycopg.connect(uri, connect_timeout=_PATIENCE)
    except psycopg.OperationalError as error:
        raise Unreachable(f"the database does not answer: {error}", "is it running?") from None
    with connection:
        try:
            yield connection
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            raise NotFound("the job has no results yet", "`tune status` says how it is") from None
