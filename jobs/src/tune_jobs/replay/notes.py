"""What the replay notes in PostgreSQL: first that it is going to write a record, then where it is.

A row without `replayed_at` is an intent. It is durable before the record is sent, with the end of
the record's partition at that time. After a crash in between, the record is in Kafka at that offset
or later, or it is not there at all.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

from tune_contract.errors import Conflict
from tune_contract.names import REPLAYED_TABLE
from tune_jobs.replay.letter import Place

_IS_OPEN = 'topic = %s AND partition = %s AND "offset" = %s AND replayed_at IS NULL'


@dataclass(frozen=True)
class Intent:
    """A record that was going to be written."""

    of: Place
    searched_from: int
    """Its partition's end before: it is there or later."""
    age: float
    """Seconds since."""


class Notes:
    """The table of one job's replays."""

    def __init__(self, connection: psycopg.Connection, schema: str) -> None:
        self._connection = connection
        self._schema = schema
        self._table = sql.Identifier(schema, REPLAYED_TABLE)

    def prepare(self) -> None:
        """Make the table, and keep other replays of the job out until the connection is closed.

        Raises:
            Conflict: another one runs.
        """
        self._lock()
        self._connection.execute(
            sql.SQL(
                'CREATE TABLE IF NOT EXISTS {} (topic text, partition integer, "offset" bigint, '
                "intended_at timestamptz DEFAULT clock_timestamp(), "
                "searched_from bigint NOT NULL, replayed_at timestamptz, replayed_to_topic text, "
                "replayed_to_partition integer, replayed_to_offset bigint, "
                'PRIMARY KEY (topic, partition, "offset", intended_at))'
            ).format(self._table)
        )

    def intents(self) -> list[Intent]:
        """What an earlier replay was going to write, and did not note where it is."""
        statement = sql.SQL(
            'SELECT topic, partition, "offset", searched_from, '
            "extract(epoch FROM clock_timestamp() - intended_at)::double precision FROM {} "
            "WHERE replayed_at IS NULL"
        ).format(self._table)
        rows = self._connection.execute(statement).fetchall()
        return [Intent(Place(*row[:3]), *row[3:]) for row in rows]

    def intend(self, ends: Mapping[Place, int]) -> None:
        """Note what is going to be written.

        Args:
            ends: each dead record with the end of the partition that its copy goes to.
        """
        statement = sql.SQL(
            'INSERT INTO {} (topic, partition, "offset", searched_from) VALUES (%s, %s, %s, %s)'
        ).format(self._table)
        self._many(statement, [(*place, end) for place, end in ends.items()])

    def note(self, copies: Mapping[Place, Place]) -> None:
        """Note where the copies of dead records are."""
        statement = sql.SQL(
            "UPDATE {} SET replayed_at = clock_timestamp(), replayed_to_topic = %s, "
            "replayed_to_partition = %s, replayed_to_offset = %s WHERE {}"
        ).format(self._table, sql.SQL(_IS_OPEN))
        self._many(statement, [(*copy, *place) for place, copy in copies.items()])

    def give_up(self, places: Collection[Place]) -> None:
        """Take records for written of which nobody can know: twice would be worse than never."""
        statement = sql.SQL("UPDATE {} SET replayed_at = clock_timestamp() WHERE {}")
        self._many(statement.format(self._table, sql.SQL(_IS_OPEN)), places)

    def withdraw(self, places: Collection[Place]) -> None:
        """Forget intents: these records have not been written, and will not be."""
        statement = sql.SQL("DELETE FROM {} WHERE {}")
        self._many(statement.format(self._table, sql.SQL(_IS_OPEN)), places)

    def _lock(self) -> None:
        """Waits a little: a server needs a moment to see that the one before has ended."""
        try:
            with self._connection.transaction():
                self._connection.execute("SET LOCAL lock_timeout = '3s'")
                self._connection.execute(
                    "SELECT pg_advisory_lock(hashtext(%s), hashtext(%s))",
                    [self._schema, REPLAYED_TABLE],
                )
        except psycopg.errors.LockNotAvailable:
            raise Conflict(
                "another replay of the job's dead letters runs", "wait for its end"
            ) from None

    def _many(self, statement: sql.Composed, rows: Collection[tuple[object, ...]]) -> None:
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.executemany(statement, rows)
