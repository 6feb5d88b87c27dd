"""Hadoop's s3a: how long it tries, and who it is in a bucket."""

from pathlib import Path

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from tune_contract.errors import InvalidInput
from tune_contract.runtime.object_store import ObjectStore, read_folder
from tune_jobs.spark.jvm import hadoop_configuration, java_causes, jvm

LIMITS = {
    # s3a tries again itself, so its client does not: both together would be nine tries, not three.
    "spark.hadoop.fs.s3a.attempts.maximum": "0",
    "spark.hadoop.fs.s3a.retry.limit": "2",
    "spark.hadoop.fs.s3a.retry.interval": "500ms",
    # A store that asks for patience gets it: half a second at first, a minute at last.
    "spark.hadoop.fs.s3a.retry.throttle.limit": "7",
    # 15 s is the least that s3a takes. A store that says nothing has failed after a minute, and the
    # next attempt of the driver tries again.
    "spark.hadoop.fs.s3a.connection.establish.timeout": "15s",
    "spark.hadoop.fs.s3a.connection.timeout": "20s",
    # The other one reads ahead into memory that a small driver has not.
    "spark.hadoop.fs.s3a.input.stream.type": "classic",
}
"""Spark settings of a job with tables in an object store."""

_PROVIDERS = "org.apache.hadoop.fs.s3a"
_OWN_RIGHTS = "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider"


def open_bucket(spark: SparkSession, bucket: str, folder: str) -> str:
    """Tell s3a who we are in a bucket; executors learn it with each task.

    Hadoop's Configuration has it and not Spark's, which logs and pages show.

    Args:
        spark: the session.
        bucket: its name.
        folder: the mounted secret; empty for the rights that the process has by itself.

    Returns:
        Where the store is, as errors say it.

    Raises:
        InvalidInput: the secret lacks something, or two sinks have other ones for the bucket.
    """
    store = read_folder(Path(folder)) if folder else None
    configuration = hadoop_configuration(spark)
    for name, value in _access(store).items():
        option = f"fs.s3a.bucket.{bucket}.{name}"
        if configuration.get(option) not in (None, value):
            raise InvalidInput(
                f"the bucket {bucket} has two settings of {name}",
                "give its sinks the same secretRef, and set no fs.s3a.bucket.* in sparkConf",
            )
        configuration.set(option, value)
    return (store.endpoint if store else "") or "AWS"


def list_prefix(spark: SparkSession, path: str) -> None:
    """Ask the store for what is below a path: it answers, and may say no.

    Raises:
        Py4JJavaError: what s3a says; a prefix with nothing below it is fine.
    """
    prefix = jvm(spark).org.apache.hadoop.fs.Path(path)
    try:
        # Not whether it exists: the answer to that has no words for what is wrong.
        prefix.getFileSystem(hadoop_configuration(spark)).listStatus(prefix)
    except Py4JJavaError as error:
        if not java_causes(error).startswith("java.io.FileNotFoundException"):
            raise


def _access(store: ObjectStore | None) -> dict[str, str]:
    if store is None:
        return {"aws.credentials.provider": _OWN_RIGHTS}
    kind = "Temporary" if store.session_token else "Simple"
    settings = {
        "aws.credentials.provider": f"{_PROVIDERS}.{kind}AWSCredentialsProvider",
        "access.key": store.access_key_id,
        "secret.key": store.secret_access_key,
        "session.token": store.session_token,
        "endpoint": store.endpoint,
        "endpoint.region": store.region,
        "connection.ssl.enabled": str(store.encrypted()).lower(),
        # Only AWS has a name in its DNS for each bucket.
        "path.style.access": str(bool(store.endpoint)).lower(),
    }
    return {name: value for name, value in settings.items() if value}
