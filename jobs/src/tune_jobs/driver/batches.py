"""What happens to each batch: its rows to every sink, its dead records to the dead letters.

Spark calls `BatchWriter` once a batch, between writing down what the batch reads and writing down
that it is done. All that happens in between may happen twice.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from py4j.protocol import Py4JJavaError
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

from tune_contract.pipelines.dead_letters import DEAD_LETTERS, MAX_PAYLOAD
from tune_contract.pipelines.declaration import Input, ResultTable
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.tunejob.kafka import OnDataLoss
from tune_jobs.catalogue.watch import CatalogueWatch
from tune_jobs.driver.faults import FaultPoint, FaultPoints
from tune_jobs.driver.lake import lake_rows
from tune_jobs.driver.progress import ProgressTracker
from tune_jobs.driver.room import kept_bytes, surely_fits
from tune_jobs.driver.rows import by_table, gap_rows, in_utc
from tune_jobs.parsing.json import parse, parse_good, reason
from tune_jobs.sinks.sink import Batch, Row, Sink, TableEvents, TableRows
from tune_jobs.source.gap import earliest_offsets, find_gaps
from tune_jobs.source.kafka import RECORDS_PER_TASK, read_range
from tune_jobs.source.offsets import OffsetRange, Offsets, logged_range, logged_time
from tune_jobs.spark.jvm import jvm, stream_execution

if TYPE_CHECKING:
    from pyspark.sql.streaming.query import StreamingQuery

INPUT_METRICS = "input"
"""The name under which a query observes how many of its records are dead, and how many it read."""

_FOREVER_MS = 86_400_000
_INTERRUPTED = (
    "py4j.protocol.Py4JJavaError: An error occurred while calling java.lang.InterruptedException"
)
"""By these words Spark knows the end of a batch for the doing of its own stop, and logs no failure.
The error that really has them will not do: its long trace overflows the stack of Spark's search."""


class BatchHeldBack(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A drain came before the batch."""


@dataclass(frozen=True)
class BatchPlan:
    """What the writer needs to know of the query."""

    source: Input
    tables: tuple[ResultTable, ...]
    kafka: KafkaConnection
    initial: Callable[[], Offsets]
    """Where batch 0 starts; known once the query runs."""
    catalogue: CatalogueWatch | None = None
    """What tracks are called, if the job has a file that says it."""
    lakes: tuple[ResultTable, ...] = ()
    """The tables with a row for each event, if a sink holds them."""
    on_data_loss: OnDataLoss = OnDataLoss.FAIL
    """Whether records that Kafka has deleted unread are passed over, and noted."""


class BatchWriter:
    """Writes one query's batches."""

    def __init__(
        self,
        spark: SparkSession,
        plan: BatchPlan,
        sinks: list[Sink],
        tracker: ProgressTracker,
        faults: FaultPoints,
    ) -> None:
        self._spark = spark
        self._plan = plan
        self._sinks = sinks
        self._tracker = tracker
        self._faults = faults
        self._query: StreamingQuery | None = None
        self._started = Event()
        self._draining = Event()
        self.parked = Event()
        """Set when a batch was held back because of a drain; the query can be stopped."""
        self.error: Exception | None = None
        """What a batch failed with: on its way through the JVM only its text would survive."""

    def attach(self, query: "StreamingQuery") -> None:
        """Say which query it is; the first batch waits for that."""
        self._query = query
        self._started.set()

    def drain(self) -> None:
        """Let the batch that runs finish and hold back the next."""
        self._draining.set()

    def __call__(self, results: DataFrame, batch_id: int) -> None:
        """Write a batch to all sinks."""
        self._started.wait()
        if self._draining.is_set():
            self._park()
        try:
            self._write(results, batch_id)
        except Exception as error:
            self.error = error
            raise

    def _park(self) -> None:
        """Hold the batch back, of which nothing is done, until the query's stop interrupts us."""
        self.parked.set()
        with suppress(Py4JJavaError):
            # In Java: Spark's stop cannot interrupt a wait in Python.
            jvm(self._spark).java.lang.Thread.sleep(_FOREVER_MS)
        raise BatchHeldBack(_INTERRUPTED)

    def _write(self, results: DataFrame, batch_id: int) -> None:
        self._faults.at(FaultPoint.BEFORE_PARSE)
        self._write_catalogue()
        rows = [in_utc(row) for row in results.collect()]
        dead = self._dead_letters(batch_id)
        tables = (
            *by_table(self._plan.tables, results.columns, rows),
            TableRows(DEAD_LETTERS, dead),
        )
        lakes = self._lakes(batch_id, all_good=not dead) if self._plan.lakes else ()
        batch = Batch(query=self._running().id, number=batch_id, tables=tables, lakes=lakes)
        self._faults.at(FaultPoint.AFTER_PARSE)
        for sink in self._sinks:
            sink.write(batch)
        self._faults.at(FaultPoint.BEFORE_COMMIT_LOG)
        self._tracker.batch_written(rows=len(rows), dead_letters=len(dead))

    def _write_catalogue(self) -> None:
        version = self._plan.catalogue.newer() if self._plan.catalogue else None
        if version is not None:
            for sink in self._sinks:
                sink.write(version)

    def _dead_letters(self, batch_id: int) -> list[Row]:
        """The batch's dead records: read again, as they are rare, and only when there are some."""
        count, read = self._counted()
        lost = self._lost(batch_id, read) if self._plan.on_data_loss is OnDataLoss.SKIP else []
        if not count:
            return lost
        now = self._time(batch_id)
        dead = self._parsed(self._range(batch_id), now).where(~F.col("good"))
        kept = MAX_PAYLOAD if surely_fits(count) else kept_bytes(count, _payload_bytes(dead))
        return [*lost, *(in_utc(row) for row in self._letters(dead, now, kept).collect())]

    def _counted(self) -> tuple[int, int]:
        """How many of the batch's records are dead, and how many were read."""
        metrics = stream_execution(self._running()).lastExecution().observedMetrics()
        if not metrics.contains(INPUT_METRICS):
            return 0, 0
        counts = metrics.apply(INPUT_METRICS)
        return counts.getLong(0), counts.getLong(1)

    def _lost(self, batch_id: int, read: int) -> list[Row]:
        """What was asked for and is no longer there. Records of transactions leave holes too."""
        offsets = self._range(batch_id)
        if read >= offsets.records():
            return []
        earliest = earliest_offsets(self._spark, self._plan.kafka, offsets.end)
        gaps = find_gaps(offsets.start, earliest, offsets.end)
        return gap_rows(gaps, logged_time(stream_execution(self._running()), batch_id))

    def _lakes(self, batch_id: int, *, all_good: bool) -> tuple[TableEvents, ...]:
        """The batch's good records: the query's results are aggregates and no longer have them."""
        offsets = self._range(batch_id)
        if not offsets.records():  # the batch only moves the watermark
            return ()
        if all_good:
            parsed = parse_good(self._records(offsets), self._plan.source)
        else:
            parsed = self._parsed(offsets, self._time(batch_id))
        tasks = min(
            -(-offsets.records() // RECORDS_PER_TASK), self._spark.sparkContext.defaultParallelism
        )
        return tuple(  # each task writes a file to each hour it meets
            TableEvents(table, lake_rows(parsed, table).coalesce(tasks))
            for table in self._plan.lakes
        )

    def _range(self, batch_id: int) -> OffsetRange:
        query = stream_execution(self._running())
        return logged_range(query, batch_id, self._plan.initial())

    def _parsed(self, offsets: OffsetRange, now: Column) -> DataFrame:
        """A batch's records once more, judged as the query judged them."""
        return parse(self._records(offsets), self._plan.source, now)

    def _records(self, offsets: OffsetRange) -> DataFrame:
        return read_range(self._spark, self._plan.kafka, offsets, self._plan.on_data_loss)

    def _time(self, batch_id: int) -> Column:
        return F.timestamp_millis(F.lit(logged_time(stream_execution(self._running()), batch_id)))

    def _letters(self, dead: DataFrame, now: Column, kept: int) -> DataFrame:
        return dead.select(
            "topic",
            "partition",
            "offset",
            F.col("timestamp").alias("record_time"),
            F.coalesce(reason(self._plan.source, now), F.lit("not countable")).alias("reason"),
            F.coalesce(F.length("value"), F.lit(0)).cast("long").alias("payload_size"),
            F.substring("value", 1, kept).alias("payload"),
        )

    def _running(self) -> "StreamingQuery":
        if self._query is None:
            raise RuntimeError("a batch came before its query")
        return self._query


def _payload_bytes(dead: DataFrame) -> int:
    """The bytes of the records' values, of each no more than may be kept."""
    size = F.least(F.coalesce(F.length("value"), F.lit(0)), F.lit(MAX_PAYLOAD))
    (total,) = dead.agg(F.coalesce(F.sum(size), F.lit(0))).collect()[0]
    return int(total)
