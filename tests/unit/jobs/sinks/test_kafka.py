from datetime import timedelta

from tune_contract.runtime.connection import KafkaConnection
from tune_jobs.sinks.kafka import PATIENCE, producer_settings

CONNECTION = KafkaConnection(bootstrap_servers="kafka:9092")


def test_the_producer_waits_for_all_replicas_and_for_a_broker_that_is_rolled():
    assert producer_settings(CONNECTION, PATIENCE) == {
        "bootstrap.servers": "kafka:9092",
        "security.protocol": "PLAINTEXT",
        "client.id": "tune-results",
        "acks": "all",
        "enable.idempotence": True,
        "partitioner": "murmur2_random",
        "delivery.timeout.ms": 90_000,
        "request.timeout.ms": 30_000,
        "topic.metadata.propagation.max.ms": 10_000,
        "linger.ms": 5,
        "message.max.bytes": 16_777_216,
        "log_level": 2,
    }


def test_a_request_takes_no_longer_than_all_of_them():
    settings = producer_settings(CONNECTION, timedelta(seconds=2))
    assert settings["request.timeout.ms"] == settings["delivery.timeout.ms"] == 2_000
