"""A Kafka inside the client library: librdkafka's mock cluster, which speaks the real protocol."""

import pytest
from confluent_kafka import Producer


@pytest.fixture(scope="module")
def broker():
    """host:port of a broker that makes every topic it is asked for, with four partitions."""
    cluster = Producer({"test.mock.num.brokers": 1})
    first = next(iter(cluster.list_topics(timeout=10).brokers.values()))
    yield f"{first.host}:{first.port}"
    cluster.flush(0)
