"""Makes the sinks that a job asks for."""

from collections.abc import Sequence

from pyspark.sql import SparkSession

from tune_contract.pipelines.declaration import ResultTable
from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.runtime.job_config import JobConfig, SinkConfig
from tune_contract.tunejob.sinks import SinkKind, bucket_of
from tune_jobs.sinks.delta import DeltaSink
from tune_jobs.sinks.files import CSV, PARQUET, FileSink
from tune_jobs.sinks.kafka import KafkaSink
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.postgres_claim import Claim
from tune_jobs.sinks.redis import RedisSink
from tune_jobs.sinks.sink import Sink
from tune_jobs.sinks.store import StoreSink

_LAST = (SinkKind.REDIS, SinkKind.KAFKA)


def make_sinks(spark: SparkSession, config: JobConfig, tables: Sequence[ResultTable]) -> list[Sink]:
    """The job's sinks in their order, Redis and Kafka after the others.

    So Redis never has what PostgreSQL has not, from which it is rebuilt, and who hears of a row by
    Kafka finds it in the tables.

    Raises:
        InvalidInput: a sink's configuration is wrong.
    """
    return [make_sink(each, spark, config, tables) for each in in_order(config.sinks)]


def in_order(sinks: Sequence[SinkConfig]) -> list[SinkConfig]:
    """The sinks in the order in which each batch is written to them."""
    return sorted(sinks, key=lambda sink: sink.kind in _LAST)


def make_sink(
    sink: SinkConfig, spark: SparkSession, config: JobConfig, tables: Sequence[ResultTable]
) -> Sink:
    """The sink of that kind, not prepared yet.

    Raises:
        InvalidInput: its configuration is wrong.
    """
    held = [table for table in tables if table.written()]
    shown = [table for table in tables if not table.of_events]
    lakes = [table for table in tables if table.of_events]
    match sink.kind:
        case SinkKind.POSTGRES:
            return PostgresSink(sink.uri_file, sink.db_schema, _claim(config), shown)
        case SinkKind.DELTA:
            delta = DeltaSink(spark, sink.path, config.job, [*held, *lakes])
            return StoreSink(spark, sink, delta) if bucket_of(sink.path) else delta
        case SinkKind.PARQUET:
            return FileSink(sink.path, PARQUET, held)
        case SinkKind.CSV:
            return FileSink(sink.path, CSV, held)
        case SinkKind.REDIS:
            return RedisSink(sink.uri_file, sink.key_prefix, config.job, held)
        case SinkKind.KAFKA:
            return KafkaSink(config.kafka, sink.topic, config.job)


def _claim(config: JobConfig) -> Claim:
    pipeline = installed_pipelines().get(config.pipeline)
    return Claim(config.job, config.pipeline, pipeline.recomputes if pipeline else "")
