"""Reads a job's dead letters in PostgreSQL: those that are there at the beginning.

The job may run meanwhile, and what is still poison comes back as a new dead letter: without a list
of what was there, a replay would go round in a circle.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

from tune_contract.names import DEAD_LETTERS_TABLE, REPLAYED_TABLE
from tune_contract.pipelines.dead_letters_filter import CONDITION, DeadLetterFilter
from tune_jobs.replay.letter import Letter, Place

_ROWS = 500  # letters taken at once ...
_BYTES = 16 * 1024 * 1024  # ... of no more than so many bytes, unless one alone has more
_BEFORE_ALL = Place("", -1, -1)


@dataclass(frozen=True)
class Selection:
    """How many letters are meant."""

    all: int
    replayed: int
    """Of these, written back before."""


class Letters:
    """The dead letters of one job that a filter lets through.

    Args:
        connection: its temporary table holds which they are.
        schema: the job's.
    """

    def __init__(self, connection: psycopg.Connection, schema: str) -> None:
        self._connection = connection
        self._table = sql.Identifier(schema, DEAD_LETTERS_TABLE)
        self._replayed = sql.Identifier(schema, REPLAYED_TABLE)

    def select(self, wanted: DeadLetterFilter) -> Selection:
        """Note which letters are there now; `chunks` reads these."""
        statement = sql.SQL(
            "CREATE TEMPORARY TABLE selected_letters AS "
            'SELECT topic, partition, "offset", EXISTS (SELECT FROM {} AS noted '
            "WHERE noted.topic = dead.topic AND noted.partition = dead.partition "
            'AND noted."offset" = dead."offset" AND noted.replayed_at IS NOT NULL) AS replayed '
            "FROM {} AS dead WHERE {}"
        ).format(self._replayed, self._table, sql.SQL(CONDITION))
        self._connection.execute(statement, wanted.values())
        counted = "SELECT count(*), count(*) FILTER (WHERE replayed) FROM selected_letters"
        found = self._connection.execute(counted).fetchone() or (0, 0)
        return Selection(*found)

    def chunks(self, *, again: bool) -> Iterator[list[Letter]]:
        """The selected letters by their places, some at a time.

        Args:
            again: also those that were written back before.
        """
        after = _BEFORE_ALL
        while rows := self._page(after, again=again):
            chunk = _bounded(rows)
            yield chunk
            after = chunk[-1].place

    def payload(self, place: Place) -> bytes | None:
        """What the table has of a letter's value; None for a tombstone."""
        statement = sql.SQL(
            'SELECT payload FROM {} WHERE topic = %s AND partition = %s AND "offset" = %s'
        ).format(self._table)
        row = self._connection.execute(statement, place).fetchone()
        return row[0] if row else None

    def _page(self, after: Place, *, again: bool) -> list[Letter]:
        statement = sql.SQL(
            'SELECT topic, partition, "offset", payload_size, coalesce(length(payload), 0), '
            "sha256(payload) FROM {} JOIN ("
            'SELECT topic, partition, "offset" FROM selected_letters '
            'WHERE (%s OR NOT replayed) AND (topic, partition, "offset") > (%s, %s, %s) '
            'ORDER BY topic, partition, "offset" LIMIT %s'
            ') AS page USING (topic, partition, "offset") ORDER BY topic, partition, "offset"'
        ).format(self._table)
        rows = self._connection.execute(statement, [again, *after, _ROWS])
        return [Letter(Place(*row[:3]), *row[3:]) for row in rows]


def _bounded(letters: list[Letter]) -> list[Letter]:
    """The first of them, as many as fit into memory."""
    total, count = 0, 0
    for letter in letters:
        total += letter.size
        if count and total > _BYTES:
            break
        count += 1
    return letters[:count]
