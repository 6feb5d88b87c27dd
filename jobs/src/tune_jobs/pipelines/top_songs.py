"""top-songs: plays per hour, region and song. Ranks and days are views over these rows."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from tune_contract.duration import milliseconds
from tune_contract.pipelines.top_songs import SONG_HOURS, TopSongsParameters


def top_songs(plays: DataFrame, parameters: TopSongsParameters) -> DataFrame:
    """Count plays per hour, region and song.

    Args:
        plays: event_id, region, track_id, title, artist (string) and `timestamp` (epoch
            milliseconds), none of them null.
        parameters: how late a play may come, and whether one sent twice counts once.

    Returns:
        The columns of song_hours.
    """
    delay = f"{milliseconds(parameters.watermark)} milliseconds"
    # What is not selected would be shuffled to where an event id is looked up.
    timed = plays.select(
        F.timestamp_millis("timestamp").alias("time"),
        "event_id",
        "region",
        "track_id",
        "title",
        "artist",
    ).withWatermark("time", delay)
    if parameters.deduplicate:
        timed = timed.dropDuplicatesWithinWatermark(["event_id"])
    return song_hours(timed)


def song_hours(plays: DataFrame) -> DataFrame:
    """Count plays per hour, region and song, with title and artist of the newest.

    Args:
        plays: time (timestamp), region, track_id, title, artist.
    """
    counted = plays.groupBy(F.window("time", "1 hour"), "region", "track_id").agg(
        F.count("*").alias("streams"), F.max(F.struct("time", "title", "artist")).alias("newest")
    )
    return counted.select(
        F.col("window.start").alias("window_start"),
        F.col("window.end").alias("window_end"),
        "region",
        "track_id",
        F.col("newest.title").alias("title"),
        F.col("newest.artist").alias("artist"),
        "streams",
    ).select(*SONG_HOURS.column_names())
