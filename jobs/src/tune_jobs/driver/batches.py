"""What happens to each batch: its rows to every sink, its dead records to the dead letters.

Spark calls `BatchWriter` once a batch, between writing down what the batch reads and writing down
that it is done. All that happens in between may happen twice.
"""

from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING

from py4j.protocol import Py4JJavaError
from pyspark.sql import DataFrame, SparkSession

from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_jobs.driver.faults import FaultPoint, FaultPoints
from tune_jobs.driver.plan import BatchPlan
from tune_jobs.driver.progress import ProgressTracker
from tune_jobs.driver.records import BatchRecords
from tune_jobs.driver.rows import by_table, in_utc
from tune_jobs.sinks.sink import Batch, Sink, TableRows
from tune_jobs.spark.jvm import jvm, stream_execution

if TYPE_CHECKING:
    from pyspark.sql.streaming.query import StreamingQuery

_FOREVER_MS = 86_400_000
_INTERRUPTED = (
    "py4j.protocol.Py4JJavaError: An error occurred while calling java.lang.InterruptedException"
)
"""By these words Spark knows the end of a batch for the doing of its own stop, and logs no failure.
The error that really has them will not do: its long trace overflows the stack of Spark's search."""


class BatchHeldBack(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A drain came before the batch."""


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
        query = self._running()
        self._write_catalogue()
        rows = [in_utc(row) for row in results.collect()]
        records = BatchRecords(self._spark, self._plan, stream_execution(query), batch_id)
        dead = records.dead_letters()
        tables = (
            *by_table(self._plan.tables, results.columns, rows),
            TableRows(DEAD_LETTERS, dead),
        )
        lakes = records.lakes(all_good=not dead) if self._plan.lakes else ()
        batch = Batch(query=query.id, number=batch_id, tables=tables, lakes=lakes)
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

    def _running(self) -> "StreamingQuery":
        if self._query is None:
            raise RuntimeError("a batch came before its query")
        return self._query
