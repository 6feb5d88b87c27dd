"""The figures of a leaderboard in PostgreSQL: one method for each part of the report."""

from typing import TypeVar

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from tune_cli.report.snapshot import RankedTrack, Share, Statistics, WindowRate
from tune_contract.model import Model
from tune_contract.names import LEDGER_TABLE
from tune_contract.pipelines.catalogue import CATALOGUE_QUERY
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.leaderboard import LEADERBOARD

_Row = TypeVar("_Row", bound=Model)

_BOARD = "SELECT * FROM {leaderboard} ORDER BY rank LIMIT %s"
_TRACK = "SELECT * FROM {leaderboard} WHERE track_id = %s"
_SHARES = """
    SELECT value, streams, (streams / sum(streams) OVER ())::double precision AS share
    FROM {track_breakdown} WHERE track_id = %s AND dimension = %s ORDER BY streams DESC, value
"""
_COMPLETION = """
    SELECT value, part AS streams, part / streams::double precision AS share
    FROM {tracks}, LATERAL (VALUES ('true', completed), ('false', streams - completed))
        AS parts (value, part)
    WHERE track_id = %s AND part > 0 ORDER BY part DESC, value
"""
_WINDOWS = """
    SELECT window_start, window_end, streams, per_second,
           window_end <= (SELECT max(last_played) FROM {tracks}) AS "full"
    FROM {throughput} ORDER BY window_start DESC LIMIT %s
"""
_STATISTICS = """
    WITH played AS (
        SELECT count(*) AS tracks, coalesce(sum(streams), 0)::bigint AS plays,
               coalesce(sum(completed), 0)::bigint AS completed, max(last_played) AS last_played
        FROM {tracks}
    ), counted AS (
        SELECT count(*) AS windows, min(window_start) AS first_window,
               max(window_start) FILTER (WHERE window_end <= last_played) AS newest_full
        FROM {throughput}, played
    )
    SELECT plays, completed, tracks, first_window, last_played, windows,
           (SELECT per_second FROM {throughput} WHERE window_start = newest_full)
               AS plays_per_second,
           (SELECT CASE WHEN count(in_catalogue) > 0
                        THEN count(*) FILTER (WHERE NOT in_catalogue) END
            FROM {leaderboard}) AS unknown_tracks,
           (SELECT count(*) FROM {dead_letters}) AS dead_letters,
           (SELECT count(*) FROM {batch_ledger} WHERE query <> {catalogue_query}) AS batches
    FROM played, counted
"""


class Figures:
    """What a job's tables say; all methods in the transaction that the connection is in."""

    def __init__(self, connection: psycopg.Connection, schema: str) -> None:
        self._connection = connection
        names = [*(table.name for table in LEADERBOARD.tables), DEAD_LETTERS.name, LEDGER_TABLE]
        self._tables = {name: sql.Identifier(schema, name) for name in names}

    def board(self, top: int) -> list[RankedTrack]:
        """The first tracks."""
        return self._rows(RankedTrack, _BOARD, top)

    def track(self, track_id: str) -> RankedTrack | None:
        """That track, if it was ever played."""
        return next(iter(self._rows(RankedTrack, _TRACK, track_id)), None)

    def shares(self, track_id: str, dimension: str) -> list[Share]:
        """A track's plays, told apart by one of `Dimension`; most plays first."""
        return self._rows(Share, _SHARES, track_id, dimension)

    def completion(self, track_id: str) -> list[Share]:
        """A track's plays to the end (`true`) and the others; most plays first."""
        return self._rows(Share, _COMPLETION, track_id)

    def windows(self, newest: int) -> list[WindowRate]:
        """The newest windows, the newest first."""
        return self._rows(WindowRate, _WINDOWS, newest)

    def statistics(self) -> Statistics:
        """Over all tracks and windows."""
        (found,) = self._rows(Statistics, _STATISTICS)
        return found

    def _rows(self, row: type[_Row], statement: str, *arguments: str | int) -> list[_Row]:
        catalogue = sql.Literal(CATALOGUE_QUERY)
        composed = sql.SQL(statement).format(**self._tables, catalogue_query=catalogue)
        with self._connection.cursor(row_factory=class_row(row)) as cursor:
            return cursor.execute(composed, arguments).fetchall()
