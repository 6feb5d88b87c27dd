from datetime import timedelta

from tune_contract.runtime.connection import KafkaConnection
from tune_jobs.sinks.kafka import PATIENCE, producer_options

CONNECTION = KafkaConnection(bootstrap_servers="kafka:9092")


def test_the_producer_waits_for_all_replicas_and_for_a_broker_that_is_rolled():
    assert producer_options(CONNECTION, PATIENCE) == {
        "bootstrap.servers": "kafka:9092",
        "security.protocol": "PLAINTEXT",
        "acks": "all",
        "enable.idempotence": "true",
        "delivery.timeout.ms": "90000",
        "max.block.ms": "90000",
        "request.timeout.ms": "30000",
        "max.request.size": "16777216",
    }


def test_a_request_takes_no_longer_than_all_of_them():
    """Kafka's client refuses it otherwise."""
    options = producer_options(CONNECTION, timedelta(seconds=2))
    assert options["request.timeout.ms"] == options["delivery.timeout.ms"] == "2000"
