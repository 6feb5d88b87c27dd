"""leaderboard: one stateful query over cells of several kinds, one for each row of its tables.

A play falls into one cell of each kind: its track's, its track's in the window, and its track's by
platform, region, hour and completion. What a kind does not show is null in its cells.
"""

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

_WATERMARK = "spark.watermarkDelayMs"
"""By this mark on a column Spark knows that it carries the event time."""
_KEY = (TABLE_COLUMN, "window", "track_id", "dimension", "value")


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
    windowed = timed.withColumn("window", F.window("time", _window(parameters)))
    return _rows(_counted(_cells(windowed, delay)))


def _window(parameters: LeaderboardParameters) -> str:
    return f"{milliseconds(parameters.window)} milliseconds"


def _cells(plays: DataFrame, delay: int) -> DataFrame:
    """A row for each play and cell. All-time cells have no window, so their state is kept."""
    kinds = F.array(
        _cell(TRACKS.name, listener=F.col("user_id")),
        _cell(TRACK_WINDOWS.name, listener=F.col("user_id")),
        _cell(TRACK_BREAKDOWN.name, Dimension.PLATFORM, F.col("platform")),
        _cell(TRACK_BREAKDOWN.name, Dimension.REGION, F.col("region")),
        _cell(TRACK_BREAKDOWN.name, Dimension.HOUR, F.date_format("time", "HH")),
        _cell(TRACK_BREAKDOWN.name, Dimension.COMPLETED, F.col("completed").cast("string")),
    )
    cells = plays.select("window", "time", "track_id", "title", "artist", "completed",
                         F.explode(kinds).alias("cell"))  # fmt: skip
    in_window = F.when(F.col(f"cell.{TABLE_COLUMN}") == TRACK_WINDOWS.name, F.col("window"))
    newest = F.when(
        F.col(f"cell.{TABLE_COLUMN}") == TRACKS.name, F.struct("time", "title", "artist")
    )
    return cells.select(
        # An expression loses the mark, and without it no window would ever be forgotten.
        in_window.alias("window", metadata={_WATERMARK: delay}),
        "track_id",
        "completed",
        "cell.*",
        newest.alias("newest"),
    )


def _cell(
    table: str, dimension: str = "", value: Column | None = None, listener: Column | None = None
) -> Column:
    return F.struct(
        F.lit(table).alias(TABLE_COLUMN),
        F.lit(dimension).alias("dimension"),
        (F.lit("") if value is None else value).alias("value"),
        (F.lit(None).cast("string") if listener is None else listener).alias("listener"),
    )


def _counted(cells: DataFrame) -> DataFrame:
    return cells.groupBy(*_KEY).agg(
        F.count("*").alias("streams"),
        F.count_if("completed").alias("completed"),
        F.hll_sketch_agg("listener").alias("listeners_sketch"),
        F.max("newest").alias("newest"),
    )


def _rows(counted: DataFrame) -> DataFrame:
    return counted.select(
        TABLE_COLUMN,
        F.col("window.start").alias("window_start"),
        F.col("window.end").alias("window_end"),
        "track_id",
        "dimension",
        "value",
        "streams",
        "completed",
        F.hll_sketch_estimate("listeners_sketch").alias("listeners"),
        F.when(F.col(TABLE_COLUMN) == TRACK_WINDOWS.name, F.col("listeners_sketch")).alias(
            "listeners_sketch"
        ),
        F.col("newest.title").alias("title"),
        F.col("newest.artist").alias("artist"),
        F.col("newest.time").alias("last_played"),
    )
