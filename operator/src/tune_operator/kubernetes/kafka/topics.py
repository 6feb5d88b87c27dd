"""A Kafka's topics by kafka-python: small, and in Python alone."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kafka import TopicPartition
from kafka.admin import KafkaAdminClient, OffsetSpec
from kafka.errors import KafkaError, TopicAlreadyExistsError

from tune_contract.errors import Unreachable
from tune_contract.tunejob.kafka import TopicSpec
from tune_operator.core.lag import Offsets
from tune_operator.kubernetes.kafka.login import Login

_PATIENCE_MS = 5_000


@dataclass(frozen=True)
class TopicsFound:
    """One look at the topics that exist."""

    ends: Offsets = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    """topic -> the id that Kafka gave it; another one when it was made anew."""


class KafkaTopics:
    """A connection with one login. Every method raises Unreachable when Kafka does not answer."""

    def __init__(self, login: Login) -> None:
        self._servers = login.bootstrap_servers
        try:
            self._admin = KafkaAdminClient(
                **login.options(),
                bootstrap_timeout_ms=_PATIENCE_MS,
                request_timeout_ms=_PATIENCE_MS,
                reconnect_backoff_max_ms=1_000,
            )
        except (KafkaError, OSError) as error:
            raise _unreachable(self._servers, login.distrust() or _words(error)) from None

    def look(self, names: Collection[str]) -> TopicsFound:
        """Those topics' ends and ids; looking makes none."""
        with self._answers():
            known = [each for each in self._admin.describe_topics(list(names))
                     if each["error_code"] == 0]  # fmt: skip
            latest = {
                TopicPartition(topic["name"], partition["partition_index"]): OffsetSpec.LATEST
                for topic in known
                for partition in topic["partitions"]
            }
            ends: Offsets = {topic["name"]: {} for topic in known}
            if latest:
                for partition, found in self._admin.list_partition_offsets(latest).items():
                    ends[partition.topic][partition.partition] = found.offset
        ids = {topic["name"]: str(topic["topic_id"]) for topic in known if topic.get("topic_id")}
        return TopicsFound(ends, ids)

    def create(self, topic: TopicSpec) -> None:
        """Make a topic; one that somebody else makes meanwhile is used as it is.

        Raises:
            Unreachable: Kafka refuses, as when the user lacks the right.
        """
        options = {
            "num_partitions": topic.partitions,
            "replication_factor": topic.replicas or -1,  # -1 = the cluster's default
            "configs": {name: str(value) for name, value in topic.config().items()},
        }
        with self._answers():
            try:
                self._admin.create_topics({topic.name: options}, wait_for_metadata=True)
            except TopicAlreadyExistsError:
                return
            except KafkaError as error:
                raise Unreachable(
                    f"the topic {topic.name} is missing at {self._servers} and cannot be made: "
                    f"{type(error).__name__}: {error}",
                    "make it yourself, or give the job's user the right to",
                ) from None

    def delete(self, names: Collection[str]) -> None:
        """Delete topics; those that are gone already are fine."""
        with self._answers():
            known = {each["name"] for each in self._admin.describe_topics(list(names))
                     if each["error_code"] == 0}  # fmt: skip
            if known:
                self._admin.delete_topics(sorted(known))

    def close(self) -> None:
        """Close the connections."""
        self._admin.close()

    @contextmanager
    def _answers(self) -> Iterator[None]:
        try:
            yield
        except (KafkaError, OSError) as error:
            raise _unreachable(self._servers, _words(error)) from None


def _unreachable(servers: str, reason: str) -> Unreachable:
    return Unreachable(
        f"Kafka at {servers} does not answer: {reason}",
        "check that it runs, its address, and the CA and user it asks for",
    )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
