"""The tables of a job in PostgreSQL: made once, in a schema that belongs to one job alone."""

from collections.abc import Sequence

import psycopg
from psycopg import sql

from tune_contract.errors import InvalidInput
from tune_contract.names import LEDGER_TABLE
from tune_contract.pipelines.declaration import ColumnType, ResultTable
from tune_jobs.sinks.postgres_claim import Claim, make_claim
from tune_jobs.sinks.postgres_indexes import create_index, indexes_of

TYPES = {
    ColumnType.TEXT: "text",
    ColumnType.BIGINT: "bigint",
    ColumnType.INTEGER: "integer",
    ColumnType.DOUBLE: "double precision",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.TIMESTAMP: "timestamptz",
    ColumnType.BYTES: "bytea",
}
"""PostgreSQL's names of the column types."""


def make_tables(
    connection: psycopg.Connection, schema: str, claim: Claim, tables: Sequence[ResultTable]
) -> bool:
    """Make schema, ledger and tables, unless they are there; in the caller's transaction.

    Returns:
        Whether the schema is another job's, which this one repairs.

    Raises:
        Conflict: the schema holds another job's tables.
        InvalidInput: a table is there with other columns.
    """
    # Two drivers that start at once would both find the schema missing.
    connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [schema])
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
    repairs = make_claim(connection, schema, claim)
    connection.execute(
        sql.SQL(
            "CREATE TABLE IF NOT EXISTS {} (job_uid text, query text, batch_id bigint, "
            "committed_at timestamptz NOT NULL DEFAULT now(), "
            "PRIMARY KEY (job_uid, query, batch_id))"
        ).format(sql.Identifier(schema, LEDGER_TABLE))
    )
    for table in tables:
        if table.written():
            connection.execute(_create(schema, table))
            for index in indexes_of(table):
                connection.execute(create_index(schema, table, index))
            _check_columns(connection, schema, table)
    _make_views(connection, schema, [table for table in tables if not table.written()])
    return repairs


def _make_views(connection: psycopg.Connection, schema: str, views: Sequence[ResultTable]) -> None:
    """Make the tables that are selected from the others, anew: nothing is in them."""
    if views:
        name = sql.Identifier(schema).as_string(connection)
        connection.execute("SELECT set_config('search_path', %s, true)", [name])
    for view in views:
        identifier = sql.Identifier(schema, view.name)
        connection.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(identifier))
        statement = sql.SQL("CREATE VIEW {} AS {}")
        connection.execute(statement.format(identifier, sql.SQL(view.select)))


def make_staging(connection: psycopg.Connection, tables: Sequence[ResultTable]) -> None:
    """Make the tables that a batch is copied into.

    One a connection, emptied by every commit: making one a batch would bloat the catalogue.
    """
    for table in tables:
        if table.written():
            connection.execute(_create_staging(table))


def staging_name(table: ResultTable) -> str:
    """The table that rows of that table are copied into."""
    return f"staging_{table.name}"[:63]


def _check_columns(connection: psycopg.Connection, schema: str, table: ResultTable) -> None:
    found = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = %s AND table_name = %s",
        [schema, table.name],
    ).fetchall()
    types = {name: kind.replace("timestamp with time zone", "timestamptz") for name, kind in found}
    for column in table.columns:
        if types.get(column.name) != TYPES[column.type]:
            raise InvalidInput(
                f"{schema}.{table.name} has no column {column.name} of type {TYPES[column.type]}",
                "it is of another version: drop the table, or give the sink another `schema`",
            )


def _create(schema: str, table: ResultTable) -> sql.Composed:
    return sql.SQL("CREATE TABLE IF NOT EXISTS {} ({}, PRIMARY KEY ({}))").format(
        sql.Identifier(schema, table.name),
        _columns(table),
        sql.SQL(", ").join(map(sql.Identifier, table.key)),
    )


def _create_staging(table: ResultTable) -> sql.Composed:
    return sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DELETE ROWS").format(
        sql.Identifier(staging_name(table)), _columns(table)
    )


def _columns(table: ResultTable) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.SQL("{} {}{}").format(
            sql.Identifier(column.name),
            sql.SQL(TYPES[column.type]),
            sql.SQL("" if column.nullable else " NOT NULL"),
        )
        for column in table.columns
    )
