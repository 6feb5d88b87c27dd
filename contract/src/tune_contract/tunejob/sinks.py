"""Where results go. Each sink states its promise in docs/guarantees.md."""

import re
from enum import StrEnum

from pydantic import Field, model_validator

from tune_contract.model import Model
from tune_contract.names import Identifier, TopicName, schema_name
from tune_contract.rule import ruled
from tune_contract.tunejob.kafka import SecretReference
from tune_contract.tunejob.rules import (
    BUCKET_PATTERN,
    SECRET_OF_STORE,
    STORE_PATH,
    STORE_PATTERN,
    one_sink,
)


class SinkKind(StrEnum):
    """The sinks, in the order they are written."""

    POSTGRES = "postgres"
    DELTA = "delta"
    PARQUET = "parquet"
    CSV = "csv"
    REDIS = "redis"
    KAFKA = "kafka"


ONE_SINK = one_sink(list(SinkKind))


class PostgresSink(Model):
    """Tables in PostgreSQL, exactly once."""

    secret_ref: SecretReference
    """The secret whose `uri` is a connection string; `tune run` uses its own database."""
    db_schema: Identifier | None = Field(None, alias="schema")
    """The schema that holds the job's tables; the job's name with `_` when left out."""

    def schema_of(self, job: str) -> str:
        """The schema of a job's tables."""
        return self.db_schema or schema_name(job)


def bucket_of(path: str) -> str:
    """The bucket that an `s3a://` path is in; empty for any other path."""
    found = re.fullmatch(BUCKET_PATTERN, path)
    return found[1] if found else ""


class PathSink(Model):
    """A folder or object-store prefix, one sub-folder for each table."""

    path: str = Field(min_length=1, max_length=1024)
    """A folder (relative to the TuneJob file under `tune run`) or a URI such as `s3a://lake/x`."""


class DeltaSink(PathSink):
    """Delta tables, exactly once."""

    model_config = ruled(STORE_PATH, SECRET_OF_STORE)

    secret_ref: SecretReference | None = None
    """For an `s3a://` path: the secret with `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, and,
    where they are needed, `AWS_SESSION_TOKEN`, `AWS_REGION` and `AWS_ENDPOINT_URL_S3`. Without it
    the pod's own role is used. `tune run` takes the same names from its environment."""

    @model_validator(mode="after")
    def _in_a_store(self) -> "DeltaSink":
        if re.match(STORE_PATTERN, self.path) and not self.bucket():
            raise ValueError(STORE_PATH.message)
        if self.secret_ref is not None and not self.bucket():
            raise ValueError(SECRET_OF_STORE.message)
        return self

    def bucket(self) -> str:
        """The bucket that an `s3a://` path is in; empty for any other path."""
        return bucket_of(self.path)


class ParquetSink(PathSink):
    """Parquet files, one for each window, exactly once."""


class CsvSink(PathSink):
    """CSV files, one for each window, exactly once."""


class RedisSink(Model):
    """A cache of the newest rows in Redis or Valkey, at least once and idempotent."""

    secret_ref: SecretReference
    """The secret whose `uri` is a Redis connection string; `tune run --redis` names one instead."""
    key_prefix: str = Field("", max_length=128)
    """What every key starts with; the job's name and `:` when left out."""

    def prefix_of(self, job: str) -> str:
        """What the keys of a job start with."""
        return self.key_prefix or f"{job}:"


class KafkaSink(Model):
    """Keyed records in a topic of the job's Kafka, at least once."""

    topic: TopicName
    """The topic that changed rows are written to. It is made when missing, compacted and with 3
    partitions; an existing one is used as it is. It stays when the job is deleted."""


class SinkSpec(Model):
    """Exactly one kind of sink."""

    model_config = ruled(ONE_SINK)

    postgres: PostgresSink | None = None
    """Tables in PostgreSQL."""
    delta: DeltaSink | None = None
    """Delta tables."""
    parquet: ParquetSink | None = None
    """Parquet files."""
    csv: CsvSink | None = None
    """CSV files."""
    redis: RedisSink | None = None
    """A cache in Redis or Valkey."""
    kafka: KafkaSink | None = None
    """A topic."""

    @model_validator(mode="after")
    def _exactly_one(self) -> "SinkSpec":
        chosen = [kind.value for kind in SinkKind if getattr(self, kind.value) is not None]
        if len(chosen) != 1:
            raise ValueError(f"{ONE_SINK.message}; got {', '.join(chosen) or 'none'}")
        return self

    def kind(self) -> SinkKind:
        """Which sink it is."""
        return next(kind for kind in SinkKind if getattr(self, kind.value) is not None)
