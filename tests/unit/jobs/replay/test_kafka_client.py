import pytest
from confluent_kafka import KafkaError

from tune_contract.errors import InvalidInput, Unreachable
from tune_contract.runtime.connection import KafkaConnection
from tune_jobs.replay.kafka_client import kafka_failure, reading, writing

CONNECTION = KafkaConnection(bootstrap_servers="kafka:9092")


def test_what_was_written_is_on_all_replicas_once():
    settings = writing(CONNECTION)
    assert (settings["acks"], settings["enable.idempotence"]) == ("all", True)
    assert settings["bootstrap.servers"] == "kafka:9092"


def test_it_reads_what_the_driver_reads_in_a_group_that_the_job_may_use():
    settings = reading(CONNECTION)
    assert settings["isolation.level"] == "read_uncommitted"
    # The operator's KafkaUser has this prefix.
    assert str(settings["group.id"]).startswith("spark-kafka-relation")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (KafkaError.TOPIC_AUTHORIZATION_FAILED, InvalidInput),
        (KafkaError._ALL_BROKERS_DOWN, Unreachable),
    ],
)
def test_what_an_error_means(code, kind):
    assert isinstance(kafka_failure(KafkaError(code)), kind)
