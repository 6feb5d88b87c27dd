"""Reads a job's tables in PostgreSQL, each time as they are at one moment."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import IsolationLevel, sql

from tune_contract.errors import InvalidInput, NotFound, Unreachable
from tune_contract.names import LEDGER_TABLE
from tune_contract.pipelines.declaration import ColumnType
from tune_jobs.sinks.postgres_connection import connect
from tune_jobs.sinks.postgres_tables import TYPES
from tune_jobs.sinks.redis_layout import KEPT_WINDOWS, TableLayout, Window
from tune_jobs.sinks.sink import Row

PAGE = 5000
"""Rows read and written at once: a third of a second, in which a job that runs seldom writes."""
Texts = tuple[str, ...]


class Snapshot:
    """One moment of the tables."""

    def __init__(self, connection: psycopg.Connection, schema: str) -> None:
        self._connection = connection
        self._schema = schema

    def batches(self) -> dict[str, int]:
        """The newest batch of each query."""
        statement = sql.SQL("SELECT query, max(batch_id) FROM {} GROUP BY query")
        rows = self._read(statement.format(self._named(LEDGER_TABLE)))
        return {str(query): int(str(number)) for query, number in rows}

    def count(self, table: TableLayout) -> int:
        """How many rows a table has."""
        statement = sql.SQL("SELECT count(*) FROM {}")
        ((count,),) = self._read(statement.format(self._named(table.table.name)))
        return int(str(count))

    def windows(self, table: TableLayout) -> list[Window]:
        """The newest windows of a table, as many as stay in Redis, the newest first."""
        statement = sql.SQL("SELECT DISTINCT {0} FROM {1} ORDER BY {0} DESC LIMIT {2}").format(
            sql.Identifier(table.window_column), self._named(table.table.name), KEPT_WINDOWS
        )
        starts = (start for (start,) in self._read(statement))
        return [Window(start.astimezone(UTC)) for start in starts if isinstance(start, datetime)]

    def window_rows(self, table: TableLayout, window: Window) -> list[Row]:
        """All rows of a window."""
        statement = sql.SQL("SELECT {} FROM {} WHERE {} = %s").format(
            _columns(table), self._named(table.table.name), sql.Identifier(table.window_column)
        )
        return self._read(statement, [window.start])

    def page(self, table: TableLayout, after: Row) -> list[Row]:
        """The next rows by their key.

        Args:
            table: which.
            after: the key of the row before; empty = from the first on.
        """
        key = _identifiers(table.table.key)
        values = sql.SQL(", ").join([sql.Placeholder()] * len(after))
        later = sql.SQL("WHERE ({}) > ({})").format(key, values) if after else sql.SQL("")
        statement = sql.SQL("SELECT {} FROM {} {} ORDER BY {} LIMIT {}").format(
            _columns(table), self._named(table.table.name), later, key, PAGE
        )
        return self._read(statement, after)

    def present(self, table: TableLayout, keys: Sequence[Texts]) -> set[int]:
        """Which of some keys rows have, by their places among them."""
        names = table.table.key
        types = [TYPES[table.table.column(name).type] for name in names]
        asked = [f"asked_{number}" for number in range(len(names))]
        arrays = sql.SQL(", ").join([sql.SQL("%s::text[]")] * len(names))
        same = sql.SQL(" AND ").join(map(_equal, names, asked, types))
        statement = sql.SQL(
            "SELECT asked.place FROM {} JOIN unnest({}) WITH ORDINALITY AS asked ({}, place) ON {}"
        ).format(self._named(table.table.name), arrays, _identifiers(asked), same)
        columns = [list(column) for column in zip(*keys, strict=True)]
        return {int(str(place)) - 1 for (place,) in self._read(statement, columns)}

    def _named(self, table: str) -> sql.Identifier:
        return sql.Identifier(self._schema, table)

    def _read(self, statement: sql.Composed, values: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(statement, list(values) or None).fetchall()


class Results:
    """The tables of one job."""

    def __init__(self, connection: psycopg.Connection, schema: str) -> None:
        self._connection = connection
        self._schema = schema

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The tables as they are now, until this is left."""
        with self._connection.transaction():
            yield Snapshot(self._connection, self._schema)


@contextmanager
def open_results(uri_file: Path, schema: str) -> Iterator[Results]:
    """Reach the tables of a job.

    Raises:
        InvalidInput: the connection string is wrong, or the user lacks a right.
        NotFound: the job has not written yet.
        Unreachable: the database does not answer.
    """
    try:
        with connect(uri_file) as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            yield Results(connection, schema)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        raise NotFound("the job has no results yet", "run it first") from None
    except psycopg.OperationalError as error:
        raise Unreachable(f"the database does not answer: {error}", "is it running?") from None
    except psycopg.ProgrammingError as error:
        raise InvalidInput(
            f"PostgreSQL refuses: {error}", "check the connection string and the user's rights"
        ) from None


def _columns(table: TableLayout) -> sql.Composed:
    """All columns of a table; bytes, which stay out of Redis, as nothing."""
    return sql.SQL(", ").join(
        sql.SQL("NULL") if column.type is ColumnType.BYTES else sql.Identifier(column.name)
        for column in table.table.columns
    )


def _identifiers(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _equal(column: str, name: str, kind: str) -> sql.Composed:
    same = sql.SQL("{} = {}::{}")
    return same.format(sql.Identifier(column), sql.Identifier(name), sql.SQL(kind))
