"""Writes one batch into PostgreSQL, unless the ledger says that it is there.

Binary COPY into a temporary table and one upsert: about five times faster than JDBC batches.
"""

import json

import psycopg
from psycopg import sql

from tune_contract.names import LEDGER_TABLE, RESULTS_CHANNEL
from tune_contract.pipelines.declaration import ResultTable
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.postgres_tables import TYPES, staging_name
from tune_jobs.sinks.sink import Batch, TableRows


def write_batch(
    connection: psycopg.Connection, schema: str, job: JobIdentity, batch: Batch
) -> None:
    """Write rows and ledger, and tell whoever listens; in the caller's transaction."""
    if not _enter(connection, schema, job, batch):
        return
    for part in batch.tables:
        if part.rows:
            _upsert(connection, schema, part)
            payload = {"schema": schema, "table": part.table.name, "batchId": batch.number}
            connection.execute("SELECT pg_notify(%s, %s)", [RESULTS_CHANNEL, json.dumps(payload)])
    batch.about_to_commit()


def newest_batch(
    connection: psycopg.Connection, schema: str, job: JobIdentity, query: str
) -> int | None:
    """The newest batch of a query in the ledger; None when there is none."""
    statement = sql.SQL("SELECT max(batch_id) FROM {} WHERE job_uid = %s AND query = %s")
    ledger = sql.Identifier(schema, LEDGER_TABLE)
    row = connection.execute(statement.format(ledger), [job.uid, query]).fetchone()
    return row[0] if row else None


def _enter(connection: psycopg.Connection, schema: str, job: JobIdentity, batch: Batch) -> bool:
    """Enter the batch in the ledger; False when it is there already."""
    entered = connection.execute(
        sql.SQL(
            "INSERT INTO {} (job_uid, query, batch_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
        ).format(sql.Identifier(schema, LEDGER_TABLE)),
        [job.uid, batch.query, batch.number],
    )
    return entered.rowcount == 1


def _upsert(connection: psycopg.Connection, schema: str, part: TableRows) -> None:
    table = part.table
    staging = sql.Identifier("pg_temp", staging_name(table))
    columns = sql.SQL(", ").join(map(sql.Identifier, table.column_names()))
    copy = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(staging, columns)
    with connection.cursor().copy(copy) as stream:
        stream.set_types([TYPES[column.type] for column in table.columns])
        for row in part.rows:
            stream.write_row(row)
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT ({}) DO {}").format(
            sql.Identifier(schema, table.name),
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
