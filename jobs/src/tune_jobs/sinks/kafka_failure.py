"""What is wrong when Kafka does not take a record, by the code of the client's error."""

from confluent_kafka import KafkaError

from tune_contract.errors import InvalidInput, TuneError
from tune_jobs.source.kafka import KafkaUnreachable, TopicNotFound

_UNKNOWN_TOPIC = {
    KafkaError.UNKNOWN_TOPIC_OR_PART,
    KafkaError._UNKNOWN_TOPIC,  # noqa: SLF001 - the client's own codes begin so
    KafkaError._UNKNOWN_PARTITION,  # noqa: SLF001
}
_REFUSED = {KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.CLUSTER_AUTHORIZATION_FAILED}


def delivery_failure(error: KafkaError, topic: str) -> TuneError:
    """What an error means to a user.

    Args:
        error: the client's.
        topic: where the record was to go.
    """
    if error.code() in _UNKNOWN_TOPIC:
        return TopicNotFound(f"no topic {topic}", "create it, or check the kafka sink's topic")
    if error.code() in _REFUSED:
        return InvalidInput(
            f"Kafka refuses to let the job's user write to the topic {topic}: {error.str()}",
            "give the user the rights Write and Describe on it",
        )
    if error.code() == KafkaError.MSG_SIZE_TOO_LARGE:
        return InvalidInput(
            f"a record is too large for the topic {topic}: {error.str()}",
            "raise its max.message.bytes; nothing is lost meanwhile",
        )
    return KafkaUnreachable(
        f"Kafka does not take the results for the topic {topic}: {error.str()}",
        "check that its brokers run, and that as many replicas are in sync as the topic's "
        "min.insync.replicas; nothing is lost meanwhile",
    )
