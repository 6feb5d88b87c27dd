"""A real database with the tables of jobs, written to as their drivers do."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql

from tune_contract.names import RESULTS_CHANNEL, schema_name
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.postgres_claim import Claim
from tune_jobs.sinks.postgres_tables import make_tables

FIRST = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
Count = tuple[int, str, int]
"""Minute after FIRST, genre, count."""


class Database:
    """A database of the test's own, with the tables of the job genre-counts from the start."""

    def __init__(self, server_uri: str) -> None:
        self._admin = psycopg.connect(server_uri, autocommit=True)
        self._admin.execute("DROP DATABASE IF EXISTS page WITH (FORCE)")
        self._admin.execute("CREATE DATABASE page")
        self.uri = server_uri.replace("/postgres?", "/page?")
        self.make("genre-counts", GENRE_COUNTS)

    def make(self, job: str, pipeline: Pipeline) -> None:
        """Make a job's tables, as its driver does."""
        claim = Claim(JobIdentity(namespace="default", name=job, uid=job), pipeline.name)
        tables = (*pipeline.shown(), DEAD_LETTERS)
        with psycopg.connect(self.uri) as connection:
            make_tables(connection, schema_name(job), claim, tables)

    def write(self, job: str, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Commit as the sink does: rows replace their like, with a notification."""
        values, schema = list(rows), schema_name(job)
        with psycopg.connect(self.uri) as connection:
            statement = self._upsert(connection, schema, table, len(values[0]))
            connection.cursor().executemany(statement, values)
            payload = {"schema": schema, "table": table, "batchId": 1}
            connection.execute("SELECT pg_notify(%s, %s)", [RESULTS_CHANNEL, json.dumps(payload)])

    def read(self, query: str) -> list[tuple]:
        """What a query finds."""
        with psycopg.connect(self.uri) as connection:
            return connection.execute(query).fetchall()

    def put(self, *rows: Count) -> None:
        """Commit to genre_counts."""
        starts = [FIRST + timedelta(minutes=minute) for minute, _, _ in rows]
        self.write(
            "genre-counts",
            "genre_counts",
            [
                (start, start + timedelta(minutes=1), genre, count)
                for start, (_, genre, count) in zip(starts, rows, strict=True)
            ],
        )

    def rows(self) -> dict[tuple[str, str], int]:
        """Of genre_counts: (window as the page names it, genre) -> count."""
        found = self.read(
            "SELECT to_char(window_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),"
            " genre, count FROM genre_counts.genre_counts"
        )
        return {(window, genre): count for window, genre, count in found}

    def totals(self) -> dict[str, int]:
        """Of genre_counts: genre -> count over the whole table."""
        query = "SELECT genre, sum(count)::bigint FROM genre_counts.genre_counts GROUP BY genre"
        return dict(self.read(query))

    def allow(self, connections: bool) -> None:
        """Let the database answer or not."""
        self._admin.execute(f"ALTER DATABASE page ALLOW_CONNECTIONS {connections}")
        if not connections:
            self._admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'page'"
            )

    def close(self) -> None:
        self._admin.close()

    @staticmethod
    def _upsert(
        connection: psycopg.Connection, schema: str, table: str, columns: int
    ) -> sql.Composed:
        key = connection.execute(
            "SELECT array_agg(attname) FROM pg_index JOIN pg_attribute ON attrelid = indrelid"
            " AND attnum = ANY(indkey) WHERE indisprimary AND indrelid = %s::regclass",
            [f'"{schema}"."{table}"'],
        ).fetchone()[0]
        names = [
            name
            for (name,) in connection.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
                " ORDER BY attnum",
                [f'"{schema}"."{table}"'],
            )
        ]
        changed = [name for name in names if name not in key]
        return sql.SQL("INSERT INTO {} VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}").format(
            sql.Identifier(schema, table),
            sql.SQL(", ").join([sql.Placeholder()] * columns),
            sql.SQL(", ").join(map(sql.Identifier, key)),
            sql.SQL(", ").join(
                sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in changed
            ),
        )
