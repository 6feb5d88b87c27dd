"""Where the events are: a Strimzi cluster by name, or any Kafka by address, and its topics."""

from enum import StrEnum

from pydantic import Field, model_validator

from tune_contract.duration import PositiveDuration
from tune_contract.model import Model
from tune_contract.names import ResourceName, TopicName
from tune_contract.tunejob.lifecycle import OnDelete

MAX_PARTITIONS = 1000


class StartingOffsets(StrEnum):
    """Where a job with no checkpoint starts to read."""

    EARLIEST = "earliest"
    LATEST = "latest"


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
    on_delete: OnDelete = OnDelete.RETAIN
    """`Delete` removes the topic with the job; `Retain` keeps it."""


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

    cluster: ResourceName | None = None
    """A Strimzi Kafka in this namespace: listeners, CA and user secrets are found from it."""
    bootstrap_servers: str | None = Field(None, pattern=r"^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$")
    """Addresses of a Kafka that Strimzi does not run, as `host:port,host:port`."""
    tls: TlsSpec | None = None
    """TLS for `bootstrapServers`; plain text when left out."""
    user_secret: SecretReference | None = None
    """A secret with `username` and `password` (SCRAM), or `user.crt` and `user.key` (TLS)."""
    topics: dict[str, TopicSpec] = Field(min_length=1, max_length=16)
    """The pipeline's inputs by their names in the pipeline (`tune pipelines` lists them)."""

    @model_validator(mode="after")
    def _one_kafka(self) -> "KafkaSpec":
        if self.cluster and self.bootstrap_servers:
            raise ValueError("give either cluster or bootstrapServers, not both")
        if self.cluster and (self.tls or self.user_secret):
            raise ValueError("tls and userSecret belong to bootstrapServers; drop them or cluster")
        return self
