"""Makes the sinks that a job asks for."""

from collections.abc import Sequence

from pyspark.sql import SparkSession

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.declaration import ResultTable
from tune_contract.runtime.job_config import JobConfig, SinkConfig
from tune_contract.tunejob.sinks import SinkKind, bucket_of
from tune_jobs.sinks.delta import DeltaSink
from tune_jobs.sinks.files import CSV, PARQUET, FileSink
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.sink import Sink
from tune_jobs.sinks.store import StoreSink


def make_sink(
    sink: SinkConfig, spark: SparkSession, config: JobConfig, tables: Sequence[ResultTable]
) -> Sink:
    """The sink of that kind, not prepared yet.

    Raises:
        InvalidInput: this version cannot write to that kind.
    """
    held = [table for table in tables if table.written()]
    match sink.kind:
        case SinkKind.POSTGRES:
            return PostgresSink(sink.uri_file, sink.db_schema, config.job, tables)
        case SinkKind.DELTA:
            delta = DeltaSink(spark, sink.path, config.job, held)
            return StoreSink(spark, sink, delta) if bucket_of(sink.path) else delta
        case SinkKind.PARQUET:
            return FileSink(sink.path, PARQUET, held)
        case SinkKind.CSV:
            return FileSink(sink.path, CSV, held)
        case SinkKind.REDIS | SinkKind.KAFKA:
            raise InvalidInput(
                f"the {sink.kind.value} sink is not there yet",
                "use postgres, delta, parquet or csv",
            )
