"""The files of a checkpoint through Spark: in an object store, or wherever else it can write."""

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from tune_jobs.checkpoint.files import TornFile, UnreadableFile
from tune_jobs.spark.files import names_in, read_bytes
from tune_jobs.spark.jvm import java_cause


class HadoopFiles:
    """See `Files`."""

    def __init__(self, spark: SparkSession, location: str) -> None:
        self._spark = spark
        self._location = location.rstrip("/")

    def names(self, folder: str) -> list[str]:
        """See `Files`."""
        try:
            found = names_in(self._spark, f"{self._location}/{folder}")
        except Py4JJavaError as error:
            raise UnreadableFile(java_cause(error)) from error
        return sorted(name for name in found if not name.startswith("."))

    def read(self, path: str) -> bytes | None:
        """See `Files`."""
        try:
            return read_bytes(self._spark, f"{self._location}/{path}")
        except Py4JJavaError as error:
            if "ChecksumException" in str(error):
                raise TornFile("it does not fit its checksum") from error
            raise UnreadableFile(java_cause(error)) from error
