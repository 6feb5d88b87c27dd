"""The Spark session and the settings every job runs with."""

import os
import sys

from pyspark import SparkConf
from pyspark.sql import SparkSession

from tune_contract.runtime.job_config import JobConfig
from tune_contract.tunejob.sinks import SinkKind, bucket_of
from tune_jobs.spark.s3a import LIMITS
from tune_jobs.spark.state import STATE_COSTS, STATE_SETTINGS

_DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    # Result tables are small: the default of 50 log partitions costs seconds a batch.
    "spark.databricks.delta.snapshotPartitions": "2",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # So many hours are written side by side; with more the batch's rows are sorted by hour first.
    "spark.sql.maxConcurrentOutputFileWriters": "4",
}


def spark_conf(config: JobConfig) -> dict[str, str]:
    """All Spark settings of a job; its own allowed ones come last and win."""
    settings = {
        "spark.app.name": config.job.name,
        "spark.master": config.spark.master,
        "spark.ui.enabled": "false",
        "spark.authenticate": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(config.spark.shuffle_partitions),
        "spark.sql.adaptive.enabled": "false",  # streaming ignores it, and it slows small batches
        # With Spark's default of 128 groups an aggregate over sketches sorts nearly every batch.
        "spark.sql.objectHashAggregate.sortBased.fallbackThreshold": "100000",
        "spark.sql.streaming.stopTimeout": "30s",
        # Of finished batches the last is needed; some more help to find out what happened.
        "spark.sql.streaming.minBatchesToRetain": "20",
        "spark.cleaner.periodicGC.interval": "10min",
        **STATE_SETTINGS,
        **STATE_COSTS,
    }
    if config.spark.master.startswith("local"):
        # Everything is in one process: nothing to authenticate, nobody else to listen to.
        del settings["spark.authenticate"]
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    if config.spark.local_dir:
        settings["spark.local.dir"] = config.spark.local_dir
        # Nothing is kept there, but Delta has Spark make the folder, else where the user stands.
        settings["spark.sql.warehouse.dir"] = f"{config.spark.local_dir}/warehouse"
    reads_lake = not config.inputs  # a job without topics
    if reads_lake or any(sink.kind is SinkKind.DELTA for sink in config.sinks):
        settings |= _DELTA
    if any(sink.kind is SinkKind.DELTA and bucket_of(sink.path) for sink in config.sinks):
        settings |= LIMITS
        if config.spark.local_dir:
            settings["spark.hadoop.fs.s3a.buffer.dir"] = f"{config.spark.local_dir}/s3a"
    return settings | config.spark.conf


def make_session(config: JobConfig) -> SparkSession:
    """A session on the JVM that `Gateway.connect` made known."""
    # A pipeline's Python functions need its packages: what PATH calls python3 may lack them.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf(loadDefaults=False).setAll(list(spark_conf(config).items()))
    return SparkSession.builder.config(conf=conf).getOrCreate()
