"""One run of a driver, from a JobConfig to its end."""

import time
from datetime import UTC, datetime

from pyspark.sql import SparkSession
from pyspark.sql.streaming.query import StreamingQuery

from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.runtime.job_config import JobConfig
from tune_contract.runtime.reports import DriverState, Termination
from tune_contract.tunejob.phase import FailureClass
from tune_jobs.checkpoint.claim import claim_checkpoint, note_query
from tune_jobs.checkpoint.mark import CheckpointMark
from tune_jobs.checkpoint.resume import check_gaps
from tune_jobs.checkpoint.start import check_start, explained, files_of
from tune_jobs.config import pipeline_of
from tune_jobs.driver.batches import BatchWriter
from tune_jobs.driver.drain import DrainRequest
from tune_jobs.driver.failure import failed, termination
from tune_jobs.driver.faults import FaultPoints
from tune_jobs.driver.progress import ProgressListener, ProgressTracker
from tune_jobs.driver.query import start_query
from tune_jobs.driver.recompute import Recomputation
from tune_jobs.driver.turn import SinkInTurn, Turn
from tune_jobs.settings import DriverSettings
from tune_jobs.sinks.make import in_order, make_sinks
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.sink import Sink
from tune_jobs.source.kafka import wait_for_topics
from tune_jobs.spark.gateway import start_gateway
from tune_jobs.spark.session import make_session

_POLL_SECONDS = 0.1


def run(
    config: JobConfig, settings: DriverSettings, tracker: ProgressTracker, drain: DrainRequest
) -> Termination:
    """Run a job's query until it ends by itself, is drained or fails.

    Raises:
        NotFound: there is no such pipeline.
    """
    pipeline_of(config)  # one that is not there is said before Java starts
    gateway = start_gateway(settings, config.spark)
    try:
        gateway.connect()
        tracker.started("jvm")
        spark = make_session(config)
        drain.on_signals()  # again: pyspark has taken SIGINT for itself
        tracker.started("session")
        faults = FaultPoints(settings.fault_file, gateway.die)
        drained = _run_query(spark, config, faults, tracker, drain)
        spark.stop()
        return Termination(exit_code=0, drained=drained)
    except Exception as error:
        # Told while the JVM is there: it is asked for the text of what it threw. What pyspark says
        # of a JVM that is gone helps nobody.
        return failed(gateway.failure() or _explained(config, error))
    finally:
        gateway.close()


def _explained(config: JobConfig, error: Exception) -> Exception:
    """What came of a broken checkpoint, with what is broken in it."""
    if termination(error).failure_class is not FailureClass.CHECKPOINT:
        return error
    return explained(config, error)


def _run_query(
    spark: SparkSession,
    config: JobConfig,
    faults: FaultPoints,
    tracker: ProgressTracker,
    drain: DrainRequest,
) -> bool:
    pipeline = pipeline_of(config)
    tables = (*pipeline.tables, DEAD_LETTERS)
    sinks = make_sinks(spark, config, tables)
    try:
        for sink in sinks:
            sink.prepare()
        if not wait_for_topics(
            spark, config.kafka, config.topics(), config.topic_wait, drain.asked
        ):
            return True
        if pipeline.batch:
            work = Recomputation(spark, config, pipeline, sinks)
            tracker.enter(DriverState.RUNNING)
            return work.run(datetime.now(UTC), tracker, drain)
        mark = _take_checkpoint(spark, config, pipeline, sinks)
        turn = Turn(spark, config.checkpoint.location, config.job.attempt)
        turn.take()
        guarded: list[Sink] = [SinkInTurn(sink, turn) for sink in sinks]
        spark.streams.addListener(ProgressListener(tracker))
        watched = faults.around(guarded, [sink.kind for sink in in_order(config.sinks)])
        query, writer = start_query(spark, config, watched, tracker, faults)
        note_query(spark, config.checkpoint.location, mark, query.id)
        tracker.started("query")
        tracker.enter(DriverState.RUNNING)
        try:
            return _watch(query, writer, drain, tracker)
        except Exception:
            turn.check()  # whatever failed: if another driver writes there now, that is why
            raise
    finally:
        for sink in sinks:
            sink.close()


def _take_checkpoint(
    spark: SparkSession, config: JobConfig, pipeline: Pipeline, sinks: list[Sink]
) -> CheckpointMark:
    mark = claim_checkpoint(spark, config, pipeline)
    ledgers = [sink.newest_batch for sink in sinks if isinstance(sink, PostgresSink)]
    files = files_of(spark, config.checkpoint.location)
    check_start(files, config, mark.query, ledgers)
    check_gaps(spark, files, config)
    return mark


def _watch(
    query: StreamingQuery, writer: BatchWriter, drain: DrainRequest, tracker: ProgressTracker
) -> bool:
    """Wait for the query's own end (False) or drain it (True)."""
    while query.isActive and not drain.asked(_POLL_SECONDS):
        pass
    drained = query.isActive
    if drained:
        tracker.enter(DriverState.DRAINING)
        _drain(query, writer)
    if not writer.parked.is_set():  # else the query has no end but our stop
        _raise_failure(query, writer)
    tracker.enter(DriverState.FINISHED)
    return drained


def _drain(query: StreamingQuery, writer: BatchWriter) -> None:
    """Stop between two batches: Spark's own stop would interrupt the one that runs."""
    writer.drain()
    while query.isActive and not writer.parked.is_set() and query.status["isTriggerActive"]:
        time.sleep(_POLL_SECONDS)
    query.stop()


def _raise_failure(query: StreamingQuery, writer: BatchWriter) -> None:
    if writer.error is not None:
        raise writer.error
    failure = query.exception()
    if failure is not None:
        raise failure
