"""A batch's records, read once more: its dead letters, and its events for a lake.

The query's results are aggregates and have neither. What a batch reads is in Spark's offset log.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

from tune_contract.tunejob.kafka import OnDataLoss
from tune_jobs.driver.lake import lake_rows
from tune_jobs.driver.observed import observed
from tune_jobs.driver.plan import BatchPlan
from tune_jobs.driver.room import kept_bytes
from tune_jobs.driver.rows import gap_rows, in_utc
from tune_jobs.parsing.json import parse, parse_good, reason
from tune_jobs.sinks.sink import Row, TableEvents
from tune_jobs.source.gap import earliest_offsets, find_gaps
from tune_jobs.source.kafka import RECORDS_PER_TASK, read_range
from tune_jobs.source.offsets import OffsetRange, logged_range, logged_time

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject


@dataclass(frozen=True)
class BatchRecords:
    """What one batch has read."""

    spark: SparkSession
    plan: BatchPlan
    execution: "JavaObject"
    """The query's StreamExecution."""
    number: int
    """The batch's."""

    def dead_letters(self) -> list[Row]:
        """The batch's dead records: read again, as they are rare, and only when there are some."""
        seen = observed(self.execution)
        lost = self._lost(seen.read) if self.plan.on_data_loss is OnDataLoss.SKIP else []
        if not seen.dead:
            return lost
        now, suspects = self._time(), self._records(self._range()).where(seen.near_dead())
        dead = parse(suspects, self.plan.source, now).where(~F.col("good"))
        letters = self._letters(dead, now, kept_bytes(seen.dead, seen.dead_bytes))
        return [*lost, *(in_utc(row) for row in letters.collect())]

    def _lost(self, read: int) -> list[Row]:
        """What was asked for and is no longer there. Records of transactions leave holes too."""
        offsets = self._range()
        if read >= offsets.records():
            return []
        earliest = earliest_offsets(self.spark, self.plan.kafka, offsets.end)
        gaps = find_gaps(offsets.start, earliest, offsets.end)
        return gap_rows(gaps, logged_time(self.execution, self.number))

    def lakes(self, *, all_good: bool) -> tuple[TableEvents, ...]:
        """The batch's good records: the query's results are aggregates and no longer have them."""
        offsets = self._range()
        if not offsets.records():  # the batch only moves the watermark
            return ()
        if all_good:
            parsed = parse_good(self._records(offsets), self.plan.source)
        else:
            parsed = parse(self._records(offsets), self.plan.source, self._time())
        tasks = min(
            -(-offsets.records() // RECORDS_PER_TASK), self.spark.sparkContext.defaultParallelism
        )
        return tuple(  # each task writes a file to each hour it meets
            TableEvents(table, lake_rows(parsed, table).coalesce(tasks))
            for table in self.plan.lakes
        )

    def _range(self) -> OffsetRange:
        return logged_range(self.execution, self.number, self.plan.initial())

    def _records(self, offsets: OffsetRange) -> DataFrame:
        return read_range(self.spark, self.plan.kafka, offsets, self.plan.on_data_loss)

    def _time(self) -> Column:
        return F.timestamp_millis(F.lit(logged_time(self.execution, self.number)))

    def _letters(self, dead: DataFrame, now: Column, kept: int) -> DataFrame:
        return dead.select(
            "topic",
            "partition",
            "offset",
            F.col("timestamp").alias("record_time"),
            F.coalesce(reason(self.plan.source, now), F.lit("not countable")).alias("reason"),
            F.coalesce(F.length("value"), F.lit(0)).cast("long").alias("payload_size"),
            F.substring("value", 1, kept).alias("payload"),
        )
