"""The hour of a day, as tables have it."""

from pyspark.sql import Column
from pyspark.sql import functions as F  # noqa: N812

_HOUR_MS = 3_600_000


def hour_of_day(timestamp: Column) -> Column:
    """00 to 23 in UTC, whatever the session's time zone, of epoch milliseconds."""
    hour = F.pmod(F.floor(timestamp / F.lit(_HOUR_MS)), F.lit(24))
    return F.lpad(hour.cast("string"), 2, "0")
