"""A Kafka's topics by kafka-python. Import it late: it takes a quarter of a second."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from kafka import TopicPartition
from kafka.admin import KafkaAdminClient, OffsetSpec
from kafka.errors import KafkaError, TopicAlreadyExistsError

from tune_cli.backend.topic_watch import FoundTopic
from tune_contract.errors import NotFound, Unreachable
from tune_contract.tunejob.kafka import TopicSpec
from tune_operator.core.lag import Offsets

_PATIENCE_MS = 3_000  # a broker on this machine answers in milliseconds
_SHOWN_TOPICS = 20
_NO_ID = str(UUID(int=0))


class KafkaTopics:
    """Topics of a Kafka that asks for neither TLS nor a password."""

    def __init__(self, bootstrap_servers: str) -> None:
        """Connect.

        Raises:
            Unreachable: no broker answers within three seconds.
        """
        self._servers = bootstrap_servers
        with self._answers():
            self._admin = KafkaAdminClient(
                bootstrap_servers=bootstrap_servers.split(","),
                bootstrap_timeout_ms=_PATIENCE_MS,
                request_timeout_ms=_PATIENCE_MS,
                reconnect_backoff_max_ms=1_000,
            )

    def names(self) -> list[str]:
        """The topics, without Kafka's own."""
        with self._answers():
            return sorted(name for name in self._admin.list_topics() if not name.startswith("__"))

    def find(self, names: Collection[str]) -> dict[str, FoundTopic]:
        """Those of the topics that exist; looking makes none."""
        with self._answers():
            return {
                topic["name"]: FoundTopic(
                    _topic_id(topic.get("topic_id")),
                    [partition["partition_index"] for partition in topic["partitions"]],
                )
                for topic in self._admin.describe_topics(list(names))
                if topic["error_code"] == 0
            }

    def ends(self, partitions: dict[str, list[int]]) -> Offsets:
        """The end of every partition: the offset that the next record will get."""
        wanted = {
            TopicPartition(topic, number): OffsetSpec.LATEST
            for topic, numbers in partitions.items()
            for number in numbers
        }
        ends: Offsets = {topic: {} for topic in partitions}
        with self._answers():
            for partition, found in self._admin.list_partition_offsets(wanted).items():
                ends[partition.topic][partition.partition] = found.offset
        return ends

    def create(self, topic: TopicSpec) -> None:
        """Make a topic; one that somebody else makes meanwhile is used as it is."""
        with self._answers():
            try:
                self._admin.create_topics({topic.name: _options(topic)}, wait_for_metadata=True)
            except TopicAlreadyExistsError:
                return

    def close(self) -> None:
        """Close the connections."""
        self._admin.close()

    @contextmanager
    def _answers(self) -> Iterator[None]:
        try:
            yield
        except KafkaError as error:
            raise Unreachable(
                f"Kafka at {self._servers} does not answer: {error}", "check that it runs"
            ) from None


def require_topic(bootstrap_servers: str, topic: str) -> None:
    """See that a topic exists.

    Raises:
        NotFound: it does not; the hint lists those that do.
        Unreachable: Kafka does not answer.
    """
    topics = KafkaTopics(bootstrap_servers)
    known = topics.names()
    topics.close()
    if topic not in known:
        shown = ", ".join(known[:_SHOWN_TOPICS]) or "none"
        raise NotFound(f"there is no topic {topic} at {bootstrap_servers}", f"there are: {shown}")


def ensure_topic(bootstrap_servers: str, topic: TopicSpec) -> None:
    """Make a topic when it is missing.

    Raises:
        Unreachable: Kafka does not answer.
    """
    topics = KafkaTopics(bootstrap_servers)
    if not topics.find([topic.name]):
        topics.create(topic)
    topics.close()


def _topic_id(found: object) -> str:
    """A broker before 2.8 has none, and says nothing or zeros."""
    text = str(found or "")
    return "" if text == _NO_ID else text


def _options(topic: TopicSpec) -> dict[str, object]:
    return {
        "num_partitions": topic.partitions,
        "replication_factor": topic.replicas or -1,  # -1 = the cluster's default
        "configs": {name: str(value) for name, value in topic.config().items()},
    }
