"""The rows of a lake: a batch's good records, read once more, each with its place in the topic."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812

from tune_contract.pipelines.declaration import ResultTable
from tune_jobs.pipelines.hour import hour_of_day

_DAY_MS = 86_400_000


def lake_rows(parsed: DataFrame, table: ResultTable) -> DataFrame:
    """The good ones among parsed records, in the columns of a lake.

    Args:
        parsed: what `parse` makes of Kafka's records, with all fields that the table shows.
        table: columns are fields of the event; `partition` and `offset` are the record's own;
            `time`, `date` and `hour` are the event's `timestamp`.
    """
    made = {
        "time": F.timestamp_millis("event.timestamp"),
        "date": _date(F.col("event.timestamp")),
        "hour": hour_of_day(F.col("event.timestamp")),
        "partition": F.col("partition"),
        "offset": F.col("offset"),
    }
    columns = [made.get(name, F.col(f"event.{name}")).alias(name) for name in table.column_names()]
    # What is observed is a wall: else Spark asks the rules below the parsing, and so parses the
    # record anew for each of them.
    judged = parsed.select("event", "good", "partition", "offset")
    walled = judged.observe("lake", F.count_if("good"))
    return walled.where("good").select(*columns)


def _date(timestamp: Column) -> Column:
    """The day of epoch milliseconds in UTC: a job may set the session's time zone to another."""
    day = F.floor(timestamp / F.lit(_DAY_MS)).cast("int")
    return F.date_from_unix_date(day).cast("string")
