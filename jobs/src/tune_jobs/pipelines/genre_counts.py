"""genre-counts: plays per genre in tumbling windows."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from tune_contract.duration import milliseconds
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE, GenreCountsParameters


def genre_counts(plays: DataFrame, parameters: GenreCountsParameters) -> DataFrame:
    """Count plays per genre and window.

    Args:
        plays: `genre` (string) and `timestamp` (epoch milliseconds), none of them null.
        parameters: the length of the windows, and how late a play may come.

    Returns:
        window_start, window_end (timestamp), genre (string), count (bigint).
    """
    timed = plays.select(F.timestamp_millis("timestamp").alias("time"), "genre")
    return (
        timed.withWatermark("time", f"{milliseconds(parameters.watermark)} milliseconds")
        .groupBy(F.window("time", f"{milliseconds(parameters.window)} milliseconds"), "genre")
        .count()
        .select(
            F.col("window.start").alias("window_start"),
            F.col("window.end").alias("window_end"),
            "genre",
            "count",
        )
        .select(*GENRE_COUNTS_TABLE.column_names())
    )
