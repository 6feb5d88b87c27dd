"""Small files on whatever file system Spark uses: local, HDFS or an object store."""

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from tune_contract.errors import InvalidInput
from tune_jobs.spark.jvm import hadoop_configuration, java_cause, jvm


def read_text(spark: SparkSession, path: str) -> str | None:
    """The text of a small file; None when there is none."""
    data = read_bytes(spark, path)
    return None if data is None else data.decode("utf-8", "replace")


def read_bytes(spark: SparkSession, path: str) -> bytes | None:
    """All of a small file; None when there is none."""
    system, file = _locate(spark, path)
    if not system.exists(file):
        return None
    stream = system.open(file)
    try:
        return bytes(jvm(spark).org.apache.commons.io.IOUtils.toByteArray(stream))
    finally:
        stream.close()


def names_in(spark: SparkSession, folder: str) -> list[str]:
    """What is in a folder, hidden files too; nothing when there is none."""
    system, place = _locate(spark, folder)
    if not system.exists(place):
        return []
    return [str(each.getPath().getName()) for each in system.listStatus(place)]


def write_text(spark: SparkSession, path: str, text: str) -> None:
    """Write a small file whole: a reader sees all of it or nothing."""
    system, file = _locate(spark, path)
    _, beside = _locate(spark, f"{path}.tmp")
    stream = system.create(beside, True)  # noqa: FBT003 - the JVM's API: overwrite
    stream.write(bytearray(text.encode()))
    stream.close()
    if not system.rename(beside, file):  # only some file systems rename over a file
        system.delete(file, False)  # noqa: FBT003 - not recursive
        system.rename(beside, file)


def create_text(spark: SparkSession, path: str, text: str) -> bool:
    """Make a small file; False when there is one already."""
    system, file = _locate(spark, path)
    try:
        stream = system.create(file, False)  # noqa: FBT003 - the JVM's API: do not overwrite
    except Py4JJavaError:
        if system.exists(file):
            return False
        raise
    stream.write(bytearray(text.encode()))
    stream.close()
    return True


def remove(spark: SparkSession, path: str) -> None:
    """Remove a file, if it is there."""
    system, file = _locate(spark, path)
    system.delete(file, False)  # noqa: FBT003 - the JVM's API: not a folder


def exists(spark: SparkSession, path: str) -> bool:
    """Whether there is a file or folder."""
    system, file = _locate(spark, path)
    return bool(system.exists(file))


class SparkFiles:
    """Files by path or URI, for those that know nothing of Spark."""

    def __init__(self, spark: SparkSession) -> None:
        self._spark = spark

    def stamp(self, path: str) -> tuple[int, int] | None:
        """Time of the last change (epoch milliseconds) and length in bytes; None without a file.

        Raises:
            InvalidInput: the store refuses, or does not answer.
        """
        try:
            system, file = _locate(self._spark, path)
            if not system.exists(file):
                return None
            status = system.getFileStatus(file)
            return int(status.getModificationTime()), int(status.getLen())
        except Py4JJavaError as error:
            raise _unreadable(path, error) from error

    def text(self, path: str) -> str:
        """All of a file.

        Raises:
            InvalidInput: it cannot be read.
        """
        try:
            return read_text(self._spark, path) or ""
        except Py4JJavaError as error:
            raise _unreadable(path, error) from error


def _unreadable(path: str, error: Py4JJavaError) -> InvalidInput:
    return InvalidInput(
        f"cannot read {path}: {java_cause(error)}", "check the path and the right to read it"
    )


def _locate(spark: SparkSession, path: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - two JVM objects
    file = jvm(spark).org.apache.hadoop.fs.Path(path)
    return file.getFileSystem(hadoop_configuration(spark)), file
