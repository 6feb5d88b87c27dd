"""The one door to the JVM: what pyspark has no function for."""

from typing import TYPE_CHECKING

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject, JVMView
    from pyspark.sql.streaming.query import StreamingQuery


def jvm(spark: SparkSession) -> "JVMView":
    """The JVM's classes by their names."""
    return spark._jvm  # noqa: SLF001 - pyspark's own tests use it, there is no other


def hadoop_configuration(spark: SparkSession) -> "JavaObject":
    """Hadoop's Configuration as Spark has it."""
    return spark._jsc.hadoopConfiguration()  # noqa: SLF001


def stream_execution(query: "StreamingQuery") -> "JavaObject":
    """The JVM's StreamExecution: its offset log and its last execution's metrics."""
    return query._jsq.streamingQuery()  # noqa: SLF001


def java_cause(error: Py4JJavaError) -> str:
    """What the innermost Java exception says."""
    cause = error.java_exception
    while cause.getCause() is not None:
        cause = cause.getCause()
    return str(cause.getMessage())


def java_causes(error: BaseException) -> str:
    """A line for each Java exception behind an error, outermost first: its class and what it says.

    Args:
        error: anything raised by pyspark or py4j; empty for what did not come from Java.
    """
    lines = []
    # pyspark's own exceptions keep what they were made from there.
    cause = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    while cause is not None:
        lines.append(f"{cause.getClass().getName()}: {cause.getMessage()}")
        cause = cause.getCause()
    return "\n".join(lines)
