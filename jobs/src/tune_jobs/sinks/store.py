"""Tables in a bucket of an S3-compatible object store: opens it, and says what is wrong with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

from tune_contract.runtime.job_config import SinkConfig
from tune_contract.tunejob.sinks import bucket_of
from tune_jobs.sinks.sink import Batch, Sink
from tune_jobs.sinks.store_failure import store_failure
from tune_jobs.spark.s3a import list_prefix, open_bucket


class StoreSink:
    """A sink that writes through Hadoop's s3a."""

    def __init__(self, spark: SparkSession, config: SinkConfig, tables: Sink) -> None:
        self._spark = spark
        self._config = config
        self._tables = tables
        self._place = ""

    def prepare(self) -> None:
        """Open the bucket and make the tables.

        Raises:
            InvalidInput: the bucket refuses us, or a table is there with other columns.
            NotFound: there is no such bucket.
            Unreachable: the store does not answer.
        """
        bucket = bucket_of(self._config.path)
        where = open_bucket(self._spark, bucket, self._config.s3_folder)
        self._place = f"the bucket {bucket} at {where}"
        with self._told():
            list_prefix(self._spark, self._config.path)
            self._tables.prepare()

    def write(self, batch: Batch) -> None:
        """Write a batch.

        Raises:
            InvalidInput: the bucket refuses us.
            NotFound: the bucket is gone.
            Unreachable: the store does not answer.
        """
        with self._told():
            self._tables.write(batch)

    def close(self) -> None:
        """Nothing is held: connections end with the JVM."""
        self._tables.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # the JVM wraps what happened in many classes
            found = store_failure(error, self._place)
            if found is None:
                raise
            raise found from error
