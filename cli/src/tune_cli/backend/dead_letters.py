"""Reads a job's dead letters in PostgreSQL, with what is known of their replays."""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

from tune_cli.backend.tables import Cell, connected
from tune_contract.names import DEAD_LETTERS_TABLE, REPLAYED_TABLE
from tune_contract.pipelines.dead_letters_filter import CONDITION, DeadLetterFilter

SUMMARY_COLUMNS = ("reason", "records", "replayed", "came_back", "newest", "example")
LIST_COLUMNS = (
    "topic", "partition", "offset", "record_time", "reason", "payload_size", "payload",
    "replayed_at",
)  # fmt: skip
_EXAMPLE = 200  # bytes
_AT_ONCE = 100  # rows fetched at once: each may have a megabyte

_NO_REPLAYS = """(SELECT NULL::text AS topic, NULL::integer AS partition, NULL::bigint AS "offset",
    NULL::timestamptz AS replayed_at, NULL::text AS replayed_to_topic,
    NULL::integer AS replayed_to_partition, NULL::bigint AS replayed_to_offset WHERE false)"""
_SELECTED = """
    SELECT dead.*,
           (SELECT max(replayed_at) FROM {replays} AS noted WHERE noted.topic = dead.topic
            AND noted.partition = dead.partition AND noted."offset" = dead."offset") AS replayed_at,
           EXISTS (SELECT FROM {replays} AS noted WHERE noted.replayed_to_topic = dead.topic
            AND noted.replayed_to_partition = dead.partition
            AND noted.replayed_to_offset = dead."offset") AS came_back
    FROM {dead} AS dead WHERE {condition}
"""
_SUMMARY = """
    WITH selected AS MATERIALIZED ({selected}), newest AS (
        SELECT DISTINCT ON (reason) reason, substring(payload FROM 1 FOR {example}) AS example
        FROM selected ORDER BY reason, record_time DESC, topic, partition, "offset" DESC
    )
    SELECT reason, count(*), count(replayed_at), count(*) FILTER (WHERE came_back),
           max(record_time), (SELECT example FROM newest WHERE newest.reason = selected.reason)
    FROM selected GROUP BY reason ORDER BY count(*) DESC, reason
"""
_LIST = """
    SELECT topic, partition, "offset", record_time, reason, payload_size, payload, replayed_at
    FROM ({selected}) AS selected
    ORDER BY record_time DESC, topic, partition, "offset" DESC LIMIT {limit}
"""


@dataclass(frozen=True)
class JobLetters:
    """The dead letters of one job.

    Every method raises NotFound when the job has not written yet, and Unreachable when the
    database does not answer.
    """

    uri: str
    schema: str
    wanted: DeadLetterFilter

    def summary(self) -> list[tuple[Cell, ...]]:
        """A row of SUMMARY_COLUMNS for each reason, the most frequent first."""
        with connected(self.uri) as connection:
            statement = sql.SQL(_SUMMARY).format(
                selected=self._selected(connection), example=sql.Literal(_EXAMPLE)
            )
            return connection.execute(statement, self.wanted.values()).fetchall()

    def newest(self, limit: int | None) -> Iterator[tuple[Cell, ...]]:
        """Rows of LIST_COLUMNS, the newest first, as they are read.

        Args:
            limit: at most so many; None = all.
        """
        with connected(self.uri) as connection:
            statement = sql.SQL(_LIST).format(
                selected=self._selected(connection), limit=sql.Literal(limit)
            )
            with connection.cursor(name="letters") as cursor:
                cursor.itersize = _AT_ONCE
                yield from cursor.execute(statement, self.wanted.values())

    def _selected(self, connection: psycopg.Connection) -> sql.Composed:
        """The letters that are meant; the table of replays is there after the first one."""
        replays = sql.Identifier(self.schema, REPLAYED_TABLE)
        there = connection.execute(
            "SELECT to_regclass(%s) IS NOT NULL", [replays.as_string(connection)]
        ).fetchone()
        return sql.SQL(_SELECTED).format(
            replays=replays if there == (True,) else sql.SQL(_NO_REPLAYS),
            dead=sql.Identifier(self.schema, DEAD_LETTERS_TABLE),
            condition=sql.SQL(CONDITION),
        )
