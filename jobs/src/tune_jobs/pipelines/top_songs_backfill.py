"""top-songs-backfill: the rows of top-songs, counted from its lake."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from tune_contract.pipelines.top_songs_backfill import TopSongsBackfillParameters
from tune_jobs.pipelines.top_songs import song_hours

_COUNTED = ("time", "region", "track_id", "title", "artist")


def top_songs_backfill(plays: DataFrame, parameters: TopSongsBackfillParameters) -> DataFrame:
    """Count the plays of whole hours.

    Args:
        plays: rows of the lake: event_id, time, region, track_id, title, artist, partition, offset.
        parameters: whether a play that was sent twice counts once.

    Returns:
        The columns of song_hours.
    """
    return song_hours(_once(plays) if parameters.deduplicate else plays)


def _once(plays: DataFrame) -> DataFrame:
    """Each event id once, always the same of its copies."""
    first = F.min(F.struct("partition", "offset", *_COUNTED)).alias("first")
    return plays.groupBy("event_id").agg(first).select("first.*")
