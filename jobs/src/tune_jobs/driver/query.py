"""The streaming query of a job: its records parsed, counted, and handed to the batch writer."""

from datetime import UTC, datetime

from pydantic import BaseModel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.streaming.query import StreamingQuery

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.catalogue import CatalogueParameters
from tune_contract.runtime.job_config import JobConfig
from tune_contract.tunejob.sinks import SinkKind
from tune_jobs.catalogue.watch import CatalogueWatch
from tune_jobs.checkpoint.claim import initial_offsets
from tune_jobs.config import pipeline_of
from tune_jobs.driver.batches import BatchWriter
from tune_jobs.driver.faults import FaultPoints
from tune_jobs.driver.observed import observe
from tune_jobs.driver.plan import BatchPlan
from tune_jobs.driver.progress import ProgressTracker
from tune_jobs.parsing.json import parse
from tune_jobs.pipelines.build import build
from tune_jobs.sinks.sink import Sink
from tune_jobs.source.kafka import read_stream
from tune_jobs.spark.files import SparkFiles


def start_query(
    spark: SparkSession,
    config: JobConfig,
    sinks: list[Sink],
    tracker: ProgressTracker,
    faults: FaultPoints,
) -> tuple[StreamingQuery, BatchWriter]:
    """Start it, from its checkpoint if it has one.

    Raises:
        InvalidInput: the job names no topic for the pipeline's input, or a parameter is wrong.
    """
    pipeline = pipeline_of(config)
    name, source = next(iter(pipeline.inputs.items()))
    if name not in config.inputs:
        raise InvalidInput(f"{pipeline.name} has no topic for {name}", "give it in kafka.topics")
    records = read_stream(spark, config.kafka, [config.inputs[name]])
    parsed = parse(records.select("value", "offset"), source, F.current_timestamp())
    events = observe(parsed).where("good").select("event.*")
    parameters = pipeline.parameters.model_validate(config.parameters)
    results = build(pipeline)(events, parameters)
    to_delta = any(sink.kind is SinkKind.DELTA for sink in config.sinks)
    plan = BatchPlan(
        source,
        pipeline.written(),
        config.kafka,
        lambda: initial_offsets(spark, config.checkpoint.location),
        _catalogue(spark, parameters, tracker),
        pipeline.lakes() if to_delta else (),
        config.inputs[name].on_data_loss,
    )
    writer = BatchWriter(spark, plan, sinks, tracker, faults)
    query = _trigger(results, config).foreachBatch(writer).start()
    writer.attach(query)
    return query, writer


def _catalogue(
    spark: SparkSession, parameters: BaseModel, tracker: ProgressTracker
) -> CatalogueWatch | None:
    if not isinstance(parameters, CatalogueParameters) or not parameters.catalogue:
        return None
    files = SparkFiles(spark)
    return CatalogueWatch(
        parameters.catalogue, files, lambda: datetime.now(UTC), tracker.catalogue_problem
    )


def _trigger(results: DataFrame, config: JobConfig):  # type: ignore[no-untyped-def]  # noqa: ANN202
    stream = (
        results.writeStream.outputMode("update")
        .queryName(config.job.name)
        .option("checkpointLocation", config.checkpoint.location)
    )
    if config.trigger.interval is None:
        return stream.trigger(availableNow=True)
    return stream.trigger(processingTime=f"{config.trigger.interval.total_seconds()} seconds")
