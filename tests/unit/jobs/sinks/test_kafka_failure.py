import pytest
from confluent_kafka import KafkaError

from tune_contract.errors import InvalidInput
from tune_jobs.sinks.kafka_failure import delivery_failure
from tune_jobs.source.kafka import KafkaUnreachable, TopicNotFound


@pytest.mark.parametrize(
    ("code", "expected", "message"),
    [
        (KafkaError.UNKNOWN_TOPIC_OR_PART, TopicNotFound, "no topic t"),
        (KafkaError._UNKNOWN_TOPIC, TopicNotFound, "no topic t"),
        (
            KafkaError.TOPIC_AUTHORIZATION_FAILED,
            InvalidInput,
            "Kafka refuses to let the job's user write to the topic t: Kafka's words",
        ),
        (
            KafkaError.MSG_SIZE_TOO_LARGE,
            InvalidInput,
            "a record is too large for the topic t: Kafka's words",
        ),
        (
            KafkaError._MSG_TIMED_OUT,
            KafkaUnreachable,
            "Kafka does not take the results for the topic t: Kafka's words",
        ),
        (
            KafkaError.NOT_ENOUGH_REPLICAS,
            KafkaUnreachable,
            "Kafka does not take the results for the topic t: Kafka's words",
        ),
    ],
)
def test_what_an_error_means(code, expected, message):
    found = delivery_failure(KafkaError(code, "Kafka's words"), "t")
    assert (type(found), found.message) == (expected, message)
    assert found.hint
