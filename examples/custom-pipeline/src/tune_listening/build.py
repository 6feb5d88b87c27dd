"""listening-minutes, in Spark: one stateful query. Only a driver loads this module."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - Spark's own convention

from tune_contract.duration import milliseconds
from tune_listening.declaration import LISTENING, ListeningParameters

_MINUTE = 60_000  # milliseconds


def listening_minutes(plays: DataFrame, parameters: ListeningParameters) -> DataFrame:
    """Sum up how long people listened, per platform and window.

    Args:
        plays: the declared fields: platform (string), duration_ms and timestamp (bigint, the latter
            in epoch milliseconds); none of them is null.
        parameters: the windows, how late a play may come, and which are too short to count.

    Returns:
        The columns of the table listening.
    """
    timed = plays.select(
        F.timestamp_millis("timestamp").alias("time"), "platform", "duration_ms"
    ).withWatermark("time", f"{milliseconds(parameters.watermark)} milliseconds")
    counted = (
        timed.where(F.col("duration_ms") >= milliseconds(parameters.at_least))
        .groupBy(F.window("time", f"{milliseconds(parameters.window)} milliseconds"), "platform")
        .agg(F.count("*").alias("plays"), F.sum("duration_ms").alias("listened_ms"))
    )
    return counted.select(
        F.col("window.start").alias("window_start"),
        F.col("window.end").alias("window_end"),
        "platform",
        "plays",
        "listened_ms",
        (F.col("listened_ms") / _MINUTE).alias("minutes"),
    ).select(*LISTENING.column_names())
