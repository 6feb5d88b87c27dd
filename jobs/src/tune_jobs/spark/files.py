"""Small files on whatever file system Spark uses: local, HDFS or an object store."""

from pyspark.sql import SparkSession

from tune_jobs.spark.jvm import hadoop_configuration, jvm


def read_text(spark: SparkSession, path: str) -> str | None:
    """The text of a small file; None when there is none."""
    system, file = _locate(spark, path)
    if not system.exists(file):
        return None
    stream = system.open(file)
    try:
        return str(jvm(spark).org.apache.commons.io.IOUtils.toString(stream, "UTF-8"))
    finally:
        stream.close()


def write_text(spark: SparkSession, path: str, text: str) -> None:
    """Write a small file whole: a reader sees all of it or nothing."""
    system, file = _locate(spark, path)
    _, beside = _locate(spark, f"{path}.tmp")
    stream = system.create(beside, True)  # noqa: FBT003 - the JVM's API: overwrite
    stream.write(bytearray(text.encode()))
    stream.close()
    system.rename(beside, file)


def exists(spark: SparkSession, path: str) -> bool:
    """Whether there is a file or folder."""
    system, file = _locate(spark, path)
    return bool(system.exists(file))


def _locate(spark: SparkSession, path: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - two JVM objects
    file = jvm(spark).org.apache.hadoop.fs.Path(path)
    return file.getFileSystem(hadoop_configuration(spark)), file
