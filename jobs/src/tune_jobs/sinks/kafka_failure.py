"""What is wrong when Kafka does not take a record, by the Java classes that an error carries."""

from dataclasses import dataclass

from tune_contract.errors import InvalidInput, TuneError
from tune_jobs.source.kafka import KafkaUnreachable, TopicNotFound
from tune_jobs.spark.jvm import java_causes

_KAFKA = "org.apache.kafka."


@dataclass(frozen=True)
class _Case:
    error: type[TuneError]
    message: str
    """`{}` is the topic."""
    hint: str
    marks: tuple[str, ...]


# What is said more exactly comes first: a missing topic ends in a timeout.
_CASES = (
    _Case(
        TopicNotFound, "no topic {}", "create it, or check the kafka sink's topic",
        ("UnknownTopicOrPartitionException", "UnknownTopicIdException"),
    ),
    _Case(
        InvalidInput, "Kafka refuses to let the job's user write to the topic {}",
        "give the user the rights Write and Describe on it",
        ("TopicAuthorizationException", "ClusterAuthorizationException"),
    ),
    _Case(
        InvalidInput, "a record is too large for the topic {}",
        "raise its max.message.bytes; nothing is lost meanwhile",
        ("RecordTooLargeException",),
    ),
    _Case(
        KafkaUnreachable, "Kafka does not take the results for the topic {}",
        "check that its brokers run, and that as many replicas are in sync as the topic's "
        "min.insync.replicas; nothing is lost meanwhile",
        (_KAFKA,),
    ),
)  # fmt: skip


def delivery_failure(error: BaseException, topic: str) -> TuneError | None:
    """What an error says about Kafka; None when it is about something else.

    Args:
        error: what the producer raised.
        topic: where the record was to go.
    """
    causes = java_causes(error)
    for case in _CASES:
        if any(mark in causes for mark in case.marks):
            return case.error(f"{case.message.format(topic)}: {_words(causes)}", case.hint)
    return None


def _words(causes: str) -> str:
    """Kafka's own, the innermost, without the class's package."""
    said = [line for line in causes.splitlines() if line.startswith(_KAFKA)]
    kind, _, words = said[-1].partition(": ") if said else ("", "", causes)
    return f"{kind.rpartition('.')[2]}: {words}".lstrip(": ")
