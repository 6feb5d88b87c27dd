"""PostgreSQL: one transaction a batch, with the batch's own row in a ledger.

The rows and the ledger's row become durable together or not at all; a batch that comes again finds
its row and changes nothing. Binary COPY into a temporary table and one upsert: about five times
faster than JDBC batches.
"""

import json
import logging
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from tune_contract.errors import Conflict, InvalidInput, TuneError, Unreachable
from tune_contract.names import LEDGER_TABLE, RESULTS_CHANNEL
from tune_contract.pipelines.declaration import ColumnType, ResultTable
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.sink import Batch, TableRows

PATIENCE = timedelta(minutes=1)
"""A server that restarts is back by then; after it a new attempt is due."""
_LOG = logging.getLogger(__name__)
_TYPES = {
    ColumnType.TEXT: "text",
    ColumnType.BIGINT: "bigint",
    ColumnType.INTEGER: "integer",
    ColumnType.DOUBLE: "double precision",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.TIMESTAMP: "timestamptz",
    ColumnType.BYTES: "bytea",
}
_OWNER_TABLE = "tune_job"
_FIRST_WAIT = 0.1
_LONGEST_WAIT = 5.0


class PostgresSink:
    """The tables of one job, in a schema of their own."""

    def __init__(
        self,
        uri_file: str,
        schema: str,
        job: JobIdentity,
        tables: Sequence[ResultTable],
        patience: timedelta = PATIENCE,
    ) -> None:
        self._uri_file = Path(uri_file)
        self._schema = schema
        self._job = job
        self._tables = tables
        self._patience = patience
        self._connection: psycopg.Connection | None = None

    def prepare(self) -> None:
        """Make schema and tables.

        Raises:
            Conflict: the schema holds another job's tables.
            InvalidInput: a table exists with other columns, the user lacks a right, or the
                connection string is wrong.
            Unreachable: the server did not answer in time.
        """
        self._retried(self._make_tables)

    def write(self, batch: Batch) -> None:
        """Write the batch once, whatever happens.

        Raises:
            InvalidInput: the server refused it.
            Unreachable: the server did not take it in time.
        """
        self._retried(lambda connection: self._write(connection, batch))

    def close(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()

    def _retried(self, work: Callable[[psycopg.Connection], None]) -> None:
        """Run `work(connection)` in a transaction, again on a new connection when the server goes.

        A commit whose answer was lost is safe to repeat: the ledger knows whether it happened.
        """
        deadline, wait = time.monotonic() + self._patience.total_seconds(), _FIRST_WAIT
        while True:
            try:
                connection = self._connected()
                with connection.transaction():
                    work(connection)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                self.close()
                if time.monotonic() > deadline:
                    raise _unreachable(error) from error
                _LOG.warning("PostgreSQL: %s; trying again", _first_line(error))
                time.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT)
            except psycopg.ProgrammingError as error:
                raise InvalidInput(
                    f"PostgreSQL refuses: {_first_line(error)}",
                    "check the user's rights, and that nobody dropped or changed the tables",
                ) from error
            else:
                return

    def _connected(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            # The file is read each time: a rotated secret is picked up by a new connection.
            try:
                uri = self._uri_file.read_text(encoding="utf-8").strip()
                self._connection = psycopg.connect(uri, autocommit=True, connect_timeout=5)
            except OSError as error:
                raise InvalidInput(
                    f"cannot read {self._uri_file}: {error.strerror}", "check the sink's secretRef"
                ) from None
            except psycopg.ProgrammingError as error:
                raise InvalidInput(
                    f"the connection string is wrong: {_first_line(error)}",
                    "write it as postgresql://user:password@host:port/database",
                ) from None
            for table in self._tables:
                self._connection.execute(_staging(table))
        return self._connection

    def _make_tables(self, connection: psycopg.Connection) -> None:
        schema = sql.Identifier(self._schema)
        # Two drivers that start at once would both find the schema missing.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [self._schema])
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
        self._claim(connection)
        connection.execute(
            sql.SQL(
                "CREATE TABLE IF NOT EXISTS {}.{} (job_uid text, query text, batch_id bigint, "
                "committed_at timestamptz NOT NULL DEFAULT now(), "
                "PRIMARY KEY (job_uid, query, batch_id))"
            ).format(schema, sql.Identifier(LEDGER_TABLE))
        )
        for table in self._tables:
            connection.execute(_create(self._schema, table))
            self._check_columns(connection, table)

    def _claim(self, connection: psycopg.Connection) -> None:
        owner = sql.Identifier(self._schema, _OWNER_TABLE)
        connection.execute(
            sql.SQL(
                "CREATE TABLE IF NOT EXISTS {} (namespace text, name text, uid text, "
                "one boolean PRIMARY KEY DEFAULT true CHECK (one))"
            ).format(owner)
        )
        connection.execute(
            sql.SQL(
                "INSERT INTO {} (namespace, name, uid) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
            ).format(owner),
            [self._job.namespace, self._job.name, self._job.uid],
        )
        row = connection.execute(sql.SQL("SELECT namespace, name FROM {}").format(owner)).fetchone()
        if row != (self._job.namespace, self._job.name):
            raise Conflict(
                f"the schema {self._schema} holds the results of {'/'.join(row or ())}",
                "give the postgres sink another `schema`",
            )

    def _check_columns(self, connection: psycopg.Connection, table: ResultTable) -> None:
        found = connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = %s AND table_name = %s",
            [self._schema, table.name],
        ).fetchall()
        types = {
            name: kind.replace("timestamp with time zone", "timestamptz") for name, kind in found
        }
        for column in table.columns:
            if types.get(column.name) != _TYPES[column.type]:
                raise InvalidInput(
                    f"{self._schema}.{table.name} has no column {column.name} "
                    f"of type {_TYPES[column.type]}",
                    "it is of another version: drop the table, or give the sink another `schema`",
                )

    def _write(self, connection: psycopg.Connection, batch: Batch) -> None:
        if not self._enter(connection, batch):
            return
        for part in batch.tables:
            if part.rows:
                self._upsert(connection, part)
                payload = {
                    "schema": self._schema,
                    "table": part.table.name,
                    "batchId": batch.number,
                }
                connection.execute(
                    "SELECT pg_notify(%s, %s)", [RESULTS_CHANNEL, json.dumps(payload)]
                )

    def _enter(self, connection: psycopg.Connection, batch: Batch) -> bool:
        """Enter the batch in the ledger; False when it is there already."""
        entered = connection.execute(
            sql.SQL(
                "INSERT INTO {} (job_uid, query, batch_id) VALUES (%s, %s, %s) "
                "ON CONFLICT DO NOTHING"
            ).format(sql.Identifier(self._schema, LEDGER_TABLE)),
            [self._job.uid, batch.query, batch.number],
        )
        return entered.rowcount == 1

    def _upsert(self, connection: psycopg.Connection, part: TableRows) -> None:
        table = part.table
        staging = sql.Identifier("pg_temp", _staging_name(table))
        columns = sql.SQL(", ").join(map(sql.Identifier, table.column_names()))
        copy = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(staging, columns)
        with connection.cursor().copy(copy) as stream:
            stream.set_types([_TYPES[column.type] for column in table.columns])
            for row in part.rows:
                stream.write_row(row)
        connection.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT ({}) DO {}").format(
                sql.Identifier(self._schema, table.name),
                columns,
                columns,
                staging,
                sql.SQL(", ").join(map(sql.Identifier, table.key)),
                _on_conflict(table),
            )
        )


def _on_conflict(table: ResultTable) -> sql.Composable:
    others = [name for name in table.column_names() if name not in table.key]
    if table.append_only or not others:
        return sql.SQL("NOTHING")
    changes = (sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in others)
    return sql.SQL("UPDATE SET ") + sql.SQL(", ").join(changes)


def _create(schema: str, table: ResultTable) -> sql.Composed:
    return sql.SQL("CREATE TABLE IF NOT EXISTS {} ({}, PRIMARY KEY ({}))").format(
        sql.Identifier(schema, table.name),
        _columns(table),
        sql.SQL(", ").join(map(sql.Identifier, table.key)),
    )


def _staging(table: ResultTable) -> sql.Composed:
    # One a connection, emptied by every commit: making one a batch would bloat the catalogue.
    return sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DELETE ROWS").format(
        sql.Identifier(_staging_name(table)), _columns(table)
    )


def _staging_name(table: ResultTable) -> str:
    return f"staging_{table.name}"[:63]


def _columns(table: ResultTable) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.SQL("{} {}{}").format(
            sql.Identifier(column.name),
            sql.SQL(_TYPES[column.type]),
            sql.SQL("" if column.nullable else " NOT NULL"),
        )
        for column in table.columns
    )


def _unreachable(error: Exception) -> TuneError:
    return Unreachable(
        f"PostgreSQL does not take the results: {_first_line(error)}",
        "check that it runs, its address, and its disk",
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
