import logging

import pytest

from tune_contract.errors import Unreachable
from tune_contract.runtime.connection import KafkaConnection
from tune_producer.kafka import settings
from tune_producer.kafka.publisher import Publisher
from tune_producer.kafka.reader import TopicReader

LOG = logging.getLogger("test")


@pytest.fixture
def make_publisher(broker):
    made: list[Publisher] = []

    def make(topic: str, partitions: list[int], bootstrap: str = broker) -> Publisher:
        connection = KafkaConnection(bootstrap_servers=bootstrap)
        made.append(Publisher(settings.writing(connection, LOG), topic, partitions))
        return made[-1]

    yield make
    for each in made:
        each.abandon()


def test_flushed_events_are_in_the_topic(make_publisher, broker):
    publisher = make_publisher("flushed", [0, 1])
    assert publisher.publish([b"a", b"b"])
    assert publisher.publish([b"c"])
    assert publisher.flush(30.0)
    assert (publisher.outstanding, publisher.failed) == (0, 0)
    connection = KafkaConnection(bootstrap_servers=broker)
    reader = TopicReader(settings.reading(connection, LOG), "flushed")
    assert reader.ends([0, 1, 2, 3]) == {0: 2, 1: 1, 2: 0, 3: 0}
    reader.close()


def test_refused_events_are_counted(make_publisher):
    publisher = make_publisher("refused", [99])
    publisher.publish([b"a", b"b"])
    with pytest.raises(Unreachable, match="Kafka refused events: Local: Unknown partition"):
        publisher.flush(30.0)
    assert publisher.failed == 2


def test_silent_kafka_makes_no_room(make_publisher):
    publisher = make_publisher("silent", [0], "127.0.0.1:1")
    assert publisher.publish([b"x"] * 199_999)
    assert not publisher.publish([b"x", b"x"])
    assert publisher.outstanding == 199_999
    assert not publisher.flush(0.0)


def test_abandoned_events_are_forgotten(make_publisher):
    publisher = make_publisher("abandoned", [0], "127.0.0.1:1")
    publisher.publish([b"x"])
    publisher.abandon()
    with pytest.raises(Unreachable, match="Purged"):
        publisher.flush(30.0)
