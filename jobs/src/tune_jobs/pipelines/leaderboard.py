"""leaderboard: one stateful query over cells of several kinds, one for each row of its tables.

A play falls into one cell of each kind: its track's, its track's in the window, and its track's by
platform, region and hour. What a kind does not show is null in its cells.
"""

from enum import IntEnum

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812

from tune_contract.duration import milliseconds
from tune_contract.pipelines.declaration import TABLE_COLUMN
from tune_contract.pipelines.leaderboard import (
    TRACK_BREAKDOWN,
    TRACK_WINDOWS,
    TRACKS,
    Dimension,
    LeaderboardParameters,
)
from tune_jobs.pipelines.hour import hour_of_day

_WATERMARK = "spark.watermarkDelayMs"
"""By this mark on a column Spark knows that it carries the event time."""


class _Kind(IntEnum):
    """The kinds of cells: numbers, as they are a part of every group's key."""

    TRACK = 0
    WINDOW = 1
    PLATFORM = 2
    REGION = 3
    HOUR = 4

    def is_of(self) -> Column:
        """Whether a row is a cell of this kind."""
        return F.col("kind") == F.lit(self.value)


_TABLES = {_Kind.TRACK: TRACKS.name, _Kind.WINDOW: TRACK_WINDOWS.name}
_DIMENSIONS = {
    _Kind.PLATFORM: Dimension.PLATFORM,
    _Kind.REGION: Dimension.REGION,
    _Kind.HOUR: Dimension.HOUR,
}
# The window's end, not its start: Spark forgets a group when the watermark passes it.
_KEY = ("kind", "window_end", "track_id", "value")


def leaderboard(plays: DataFrame, parameters: LeaderboardParameters) -> DataFrame:
    """Count plays in all cells.

    Args:
        plays: event_id, user_id, track_id, title, artist, region, platform (string), completed
            (boolean) and `timestamp` (epoch milliseconds), none of them null.
        parameters: the windows, how late a play may come, and whether one sent twice counts once.

    Returns:
        `table`, and the columns of the tables that it may name.
    """
    delay = milliseconds(parameters.watermark)
    timed = plays.withColumn("time", F.timestamp_millis("timestamp")).withWatermark(
        "time", f"{delay} milliseconds"
    )
    if parameters.deduplicate:
        timed = timed.dropDuplicatesWithinWatermark(["event_id"])
    window = milliseconds(parameters.window)
    return _rows(_counted(_cells(timed, window, delay)), window)


def _cells(plays: DataFrame, window: int, delay: int) -> DataFrame:
    """A row for each play and cell. All-time cells have no window, so their state is kept."""
    kinds = F.explode(F.array(*(F.lit(kind.value).cast("tinyint") for kind in _Kind)))
    cells = plays.withColumn("millis", F.unix_millis("time")).withColumn("kind", kinds)
    window_end = F.timestamp_millis(_floor("millis", window) + window)
    return cells.select(
        "kind",
        "track_id",
        "completed",
        # An expression loses the mark, and without it no window would ever be forgotten.
        F.when(_Kind.WINDOW.is_of(), window_end).alias("window_end", metadata={_WATERMARK: delay}),
        F.when(_Kind.PLATFORM.is_of(), F.col("platform"))
        .when(_Kind.REGION.is_of(), F.col("region"))
        .when(_Kind.HOUR.is_of(), hour_of_day(F.col("millis")))
        .alias("value"),
        F.when(_Kind.TRACK.is_of() | _Kind.WINDOW.is_of(), F.col("user_id")).alias("listener"),
        F.when(_Kind.TRACK.is_of(), F.struct("time", "title", "artist")).alias("newest"),
    )


def _floor(millis: str, length: int) -> Column:
    """The start of the window that a time falls into; both in milliseconds."""
    return F.col(millis) - F.pmod(millis, F.lit(length))


def _counted(cells: DataFrame) -> DataFrame:
    return cells.groupBy(*_KEY).agg(
        F.count("*").alias("streams"),
        F.count_if("completed").alias("completed"),
        F.hll_sketch_agg("listener").alias("listeners_sketch"),
        F.max("newest").alias("newest"),
    )


def _rows(counted: DataFrame, window: int) -> DataFrame:
    return counted.select(
        _named(_TABLES, TRACK_BREAKDOWN.name).alias(TABLE_COLUMN),
        F.timestamp_millis(F.unix_millis("window_end") - window).alias("window_start"),
        "window_end",
        "track_id",
        _named(_DIMENSIONS, "").alias("dimension"),
        "value",
        "streams",
        "completed",
        F.hll_sketch_estimate("listeners_sketch").alias("listeners"),
        F.when(_Kind.WINDOW.is_of(), F.col("listeners_sketch")).alias("listeners_sketch"),
        F.col("newest.title").alias("title"),
        F.col("newest.artist").alias("artist"),
        F.col("newest.time").alias("last_played"),
    )


def _named(names: dict[_Kind, str], otherwise: str) -> Column:
    """The name that a cell's kind has there."""
    chosen = F.lit(otherwise)
    for kind, name in names.items():
        chosen = F.when(kind.is_of(), name).otherwise(chosen)
    return chosen
