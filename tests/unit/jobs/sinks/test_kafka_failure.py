from types import SimpleNamespace

import pytest

from tune_contract.errors import InvalidInput
from tune_jobs.sinks.kafka_failure import delivery_failure
from tune_jobs.source.kafka import KafkaUnreachable, TopicNotFound

PROXY = ("java.lang.reflect.UndeclaredThrowableException", "None")


def java(chain):
    """A Java exception and its causes, as py4j hands them out."""
    (name, message), *causes = chain
    return SimpleNamespace(
        getClass=lambda: SimpleNamespace(getName=lambda: name),
        getMessage=lambda: message,
        getCause=lambda: java(causes) if causes else None,
    )


class JavaError(Exception):
    def __init__(self, *chain) -> None:
        super().__init__("what Java says")
        self.java_exception = java(chain)


def kafka(name: str, words: str) -> tuple[str, str]:
    return f"org.apache.kafka.common.errors.{name}", words


def failed_future(name: str, words: str):
    kind, _ = kafka(name, words)
    return [PROXY, ("java.util.concurrent.ExecutionException", f"{kind}: {words}"), (kind, words)]


@pytest.mark.parametrize(
    ("chain", "expected", "message"),
    [
        (
            [
                kafka("TimeoutException", "Topic t not present in metadata after 90000 ms."),
                kafka("UnknownTopicOrPartitionException", "This server does not host it."),
            ],
            TopicNotFound,
            "no topic t: UnknownTopicOrPartitionException: This server does not host it.",
        ),
        (
            [kafka("TimeoutException", "Topic t not present in metadata after 90000 ms.")],
            KafkaUnreachable,
            "Kafka does not take the results for the topic t: "
            "TimeoutException: Topic t not present in metadata after 90000 ms.",
        ),
        (
            failed_future("TimeoutException", "Expiring 5 record(s) for t-0:90000 ms has passed"),
            KafkaUnreachable,
            "Kafka does not take the results for the topic t: "
            "TimeoutException: Expiring 5 record(s) for t-0:90000 ms has passed",
        ),
        (
            failed_future("NotEnoughReplicasException", "fewer in-sync replicas than required."),
            KafkaUnreachable,
            "Kafka does not take the results for the topic t: "
            "NotEnoughReplicasException: fewer in-sync replicas than required.",
        ),
        (
            failed_future("RecordTooLargeException", "The request included a message larger"),
            InvalidInput,
            "a record is too large for the topic t: "
            "RecordTooLargeException: The request included a message larger",
        ),
        (
            [kafka("TopicAuthorizationException", "Not authorized to access topics: [t]")],
            InvalidInput,
            "Kafka refuses to let the job's user write to the topic t: "
            "TopicAuthorizationException: Not authorized to access topics: [t]",
        ),
        (
            [
                ("org.apache.kafka.common.KafkaException", "Failed to construct kafka producer"),
                ("org.apache.kafka.common.config.ConfigException", "No resolvable bootstrap urls"),
            ],
            KafkaUnreachable,
            "Kafka does not take the results for the topic t: "
            "ConfigException: No resolvable bootstrap urls",
        ),
    ],
)
def test_what_java_says_in_our_words(chain, expected, message):
    found = delivery_failure(JavaError(*chain), "t")
    assert (type(found), found.message) == (expected, message)
    assert found.hint


@pytest.mark.parametrize("error", [ValueError("no"), JavaError(("java.lang.Error", "no"))])
def test_what_is_about_something_else_is_left_alone(error):
    assert delivery_failure(error, "t") is None
