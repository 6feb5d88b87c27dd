"""Where the events are: a Strimzi cluster by name, or any Kafka by address, and its topics."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from tune_contract.duration import PositiveDuration, milliseconds
from tune_contract.model import Model
from tune_contract.names import ResourceName, TopicName
from tune_contract.rule import ruled
from tune_contract.text import Text
from tune_contract.tunejob.lifecycle import OnDelete
from tune_contract.tunejob.rules import ONE_KAFKA, OWN_ACCESS, SOME_KAFKA

MAX_PARTITIONS = 1000

_ADDRESS = "[a-zA-Z0-9._-]+:[0-9]{1,5}"
Addresses = Annotated[
    str,
    Text(f"{_ADDRESS}(,{_ADDRESS})*", 2048, "not addresses: write host:port,host:port"),
]


class StartingOffsets(StrEnum):
    """Where a job with no checkpoint starts to read."""

    EARLIEST = "earliest"
    LATEST = "latest"


class OnDataLoss(StrEnum):
    """What becomes of a job whose next events Kafka has already deleted."""

    FAIL = "Fail"
    SKIP = "Skip"


class TopicSpec(Model):
    """One topic of the job. It is made when missing; an existing one is used as it is."""

    name: TopicName
    """The topic's name in Kafka."""
    partitions: int = Field(3, ge=1, le=MAX_PARTITIONS)
    """How many partitions a topic is made with."""
    replicas: int | None = Field(None, ge=1, le=9)
    """How many copies a topic is made with; the cluster's default when left out."""
    retention: PositiveDuration | None = None
    """How long Kafka keeps events; the cluster's default when left out."""
    starting_offsets: StartingOffsets = StartingOffsets.EARLIEST
    """Where a job with no checkpoint starts: `earliest` or `latest`."""
    on_data_loss: OnDataLoss = OnDataLoss.FAIL
    """When Kafka has deleted events that were not read yet: `Fail` ends the job, `Skip` goes on
    behind them and notes the gap among the dead letters."""
    on_delete: OnDelete = OnDelete.RETAIN
    """`Delete` removes the topic with the job; `Retain` keeps it."""

    def config(self) -> dict[str, int | str]:
        """Kafka's settings that the topic is made with, beside the cluster's own."""
        return {} if self.retention is None else {"retention.ms": milliseconds(self.retention)}


class ResultTopic(TopicSpec):
    """A topic that a sink writes to: Kafka keeps the newest record of each key for good."""

    def config(self) -> dict[str, int | str]:
        """Compacted."""
        return {**super().config(), "cleanup.policy": "compact"}


class SecretReference(Model):
    """A Kubernetes Secret in the job's own namespace."""

    name: ResourceName
    """The secret's name."""


class TlsSpec(Model):
    """TLS to a Kafka that Strimzi does not run."""

    ca_secret: SecretReference
    """The secret whose `ca.crt` signs the brokers' certificates."""


class KafkaSpec(Model):
    """Exactly one of `cluster` and `bootstrapServers`; `tune run` may do without both."""

    model_config = ruled(ONE_KAFKA, SOME_KAFKA, OWN_ACCESS)

    cluster: ResourceName | None = None
    """A Strimzi Kafka in this namespace: listeners, CA and user secrets are found from it."""
    bootstrap_servers: Addresses | None = None
    """Addresses of a Kafka that Strimzi does not run, as `host:port,host:port`."""
    tls: TlsSpec | None = None
    """TLS for `bootstrapServers`; plain text when left out."""
    user_secret: SecretReference | None = None
    """A secret with `username` and `password` (SCRAM), or `user.crt` and `user.key` (TLS)."""
    # Not default_factory: the CRD must have the default, its rules ask for the size.
    topics: dict[str, TopicSpec] = Field({}, max_length=16)
    """The pipeline's inputs by their names in the pipeline (`tune pipelines` lists them); none for
    a batch pipeline that reads no topic."""

    @model_validator(mode="after")
    def _one_kafka(self) -> "KafkaSpec":
        if self.cluster and self.bootstrap_servers:
            raise ValueError(ONE_KAFKA.message)
        if self.cluster and (self.tls or self.user_secret):
            raise ValueError(OWN_ACCESS.message)
        return self

    def named(self) -> bool:
        """Whether it says which Kafka. A cluster wants to know; `tune run` has one of its own."""
        return bool(self.cluster or self.bootstrap_servers)
