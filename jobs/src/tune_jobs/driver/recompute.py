"""One run of a batch pipeline: a lake's hours counted anew, day by day, into every sink."""

import logging
from datetime import datetime, timedelta

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

from tune_contract.errors import InvalidInput, NotFound
from tune_contract.moment import EPOCH, epoch_milliseconds
from tune_contract.pipelines.backfill import HOUR, BackfillParameters, Span
from tune_contract.pipelines.declaration import Pipeline, ResultTable
from tune_contract.runtime.job_config import JobConfig
from tune_contract.runtime.reports import DriverState
from tune_jobs.driver.drain import DrainRequest
from tune_jobs.driver.progress import ProgressTracker
from tune_jobs.driver.rows import by_table, in_utc
from tune_jobs.pipelines.build import build
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.sink import Batch, Sink

_LOG = logging.getLogger(__name__)


class Recomputation:
    """What a run counts, and where it writes."""

    def __init__(
        self, spark: SparkSession, config: JobConfig, pipeline: Pipeline, sinks: list[Sink]
    ) -> None:
        """Check what it is asked for.

        Raises:
            InvalidInput: it is no pipeline that counts a lake anew.
            NotFound: there is no lake.
        """
        parameters = pipeline.parameters.model_validate(config.parameters)
        if pipeline.lake is None or not isinstance(parameters, BackfillParameters):
            raise InvalidInput(
                f"the batch pipeline {pipeline.name} reads no lake",
                "declare its lake, and parameters of the class BackfillParameters",
            )
        self._pipeline, self._parameters, self._sinks = pipeline, parameters, sinks
        self._config = config
        self._lake = _open(spark, parameters.lake, pipeline.lake)

    def run(self, now: datetime, tracker: ProgressTracker, drain: DrainRequest) -> bool:
        """Count and write; True when a drain came before the end.

        Args:
            now: when the run began, unless the config says it.
            tracker: hears of each day that is written.
            drain: looked at between two days.
        """
        span = self._span(now)
        for number, day in enumerate(span.days()):
            if drain.asked():
                return True
            batch = self._count(day, f"{now.isoformat()}/{self._config.job.attempt}", number)
            for sink in self._sinks:
                sink.write(batch)
            rows = sum(len(part.rows) for part in batch.tables)
            tracker.batch_written(rows=rows, dead_letters=0)
            _LOG.info("%s to %s: %s rows", day.start.isoformat(), day.end.isoformat(), rows)
        tracker.enter(DriverState.FINISHED)
        return False

    def _span(self, now: datetime) -> Span:
        run = self._config.scheduled_run
        asked = self._parameters.span(run.due if run else now, run.began if run else now)
        if not any(isinstance(sink, PostgresSink) and sink.repairs for sink in self._sinks):
            return asked
        closed = self._closed()
        if closed >= asked.end:
            return asked
        _LOG.info("the hours from %s on are left to the job that counts them", closed.isoformat())
        return Span(asked.start, max(asked.start, closed))

    def _closed(self) -> datetime:
        """The end of the last hour to which the stream adds nothing more."""
        newest = self._lake.agg(F.max("date")).collect()[0][0]
        day = self._lake.where(F.col("date") == F.lit(newest))
        known = day.agg(F.max(F.unix_millis("time"))).collect()[0][0] or 0
        moment = timedelta(milliseconds=known) - self._parameters.watermark
        return EPOCH + max(moment, timedelta()) // HOUR * HOUR

    def _count(self, span: Span, query: str, number: int) -> Batch:
        results = build(self._pipeline)(_between(self._lake, span), self._parameters)
        rows = [in_utc(row) for row in results.collect()]
        return Batch(
            query, number, tuple(by_table(self._pipeline.written(), results.columns, rows))
        )


def _open(spark: SparkSession, path: str, table: ResultTable) -> DataFrame:
    from delta.tables import DeltaTable  # noqa: PLC0415 - only here are its classes needed

    location = f"{path.rstrip('/')}/{table.name}"
    if not DeltaTable.isDeltaTable(spark, location):
        raise NotFound(
            f"there is no lake at {location}",
            f"give as parameters.lake the path of the delta sink whose folder {table.name} it is",
        )
    return spark.read.format("delta").load(location)


def _between(lake: DataFrame, span: Span) -> DataFrame:
    """The lake's rows of that time; only the folders of its days are read."""
    start, end = (epoch_milliseconds(each) for each in (span.start, span.end))
    last = (span.end - timedelta(microseconds=1)).date()
    within = F.col("date").between(span.start.date().isoformat(), last.isoformat())
    return lake.where(within).where(
        (F.col("time") >= F.timestamp_millis(F.lit(start)))
        & (F.col("time") < F.timestamp_millis(F.lit(end)))
    )
