"""Whose schema it is: one job's alone, and of the batch jobs that count its tables anew."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from tune_contract.errors import Conflict
from tune_contract.names import OWNER_TABLE
from tune_contract.runtime.job_config import JobIdentity


@dataclass(frozen=True)
class Claim:
    """Who wants to write."""

    job: JobIdentity
    pipeline: str = ""
    recomputes: str = ""
    """The pipeline whose tables it counts anew."""


@dataclass(frozen=True)
class _Owner:
    """What the schema says of its job. Older versions noted no pipeline."""

    namespace: str
    name: str
    pipeline: str
    recomputes: str

    def is_job(self, claim: Claim) -> bool:
        return (self.namespace, self.name) == (claim.job.namespace, claim.job.name)

    def repaired_by(self, claim: Claim) -> bool:
        same = bool(self.pipeline) and self.pipeline == claim.recomputes
        return same and self.namespace == claim.job.namespace

    def repairs(self, claim: Claim) -> bool:
        same = bool(self.recomputes) and self.recomputes == claim.pipeline
        return same and self.namespace == claim.job.namespace


def make_claim(connection: psycopg.Connection, schema: str, claim: Claim) -> bool:
    """Note the job as the schema's, or check that it may write there.

    A job that repairs may come first; the one it repairs then takes the schema over.

    Returns:
        Whether the schema is another job's, which this one repairs.

    Raises:
        Conflict: the schema holds another job's tables.
    """
    table = sql.Identifier(schema, OWNER_TABLE)
    _make(connection, table)
    owner = _owner(connection, table)
    if owner is not None and owner.repaired_by(claim):
        return True
    if owner is not None and not owner.is_job(claim) and not owner.repairs(claim):
        raise Conflict(
            f"the schema {schema} holds the results of {owner.namespace}/{owner.name}",
            "give the postgres sink another `schema`",
        )
    _note(connection, table, claim)
    return False


def _make(connection: psycopg.Connection, table: sql.Identifier) -> None:
    connection.execute(
        sql.SQL(
            "CREATE TABLE IF NOT EXISTS {} (namespace text, name text, uid text, "
            "one boolean PRIMARY KEY DEFAULT true CHECK (one))"
        ).format(table)
    )
    for column in ("pipeline", "recomputes"):  # what older versions have made is without them
        statement = sql.SQL("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {} text")
        connection.execute(statement.format(table, sql.Identifier(column)))


def _owner(connection: psycopg.Connection, table: sql.Identifier) -> _Owner | None:
    columns = "namespace, name, coalesce(pipeline, ''), coalesce(recomputes, '')"
    statement = sql.SQL("SELECT {} FROM {}").format(sql.SQL(columns), table)
    row = connection.execute(statement).fetchone()
    return _Owner(*row) if row else None


def _note(connection: psycopg.Connection, table: sql.Identifier, claim: Claim) -> None:
    connection.execute(
        sql.SQL(
            "INSERT INTO {} (namespace, name, uid, pipeline, recomputes) "
            "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (one) DO UPDATE SET "
            "namespace = excluded.namespace, name = excluded.name, uid = excluded.uid, "
            "pipeline = excluded.pipeline, recomputes = excluded.recomputes"
        ).format(table),
        [claim.job.namespace, claim.job.name, claim.job.uid, claim.pipeline, claim.recomputes],
    )
