import logging

import pytest
from confluent_kafka import Producer

from tune_contract.errors import InvalidInput, Unreachable
from tune_contract.runtime.connection import KafkaConnection, SecurityProtocol
from tune_producer.kafka import settings
from tune_producer.kafka.reader import TopicReader

LOG = logging.getLogger("test")


@pytest.fixture(scope="module")
def filled(broker):
    """A topic with 5, 1, 0 and 0 records; one value is null."""
    producer = Producer({"bootstrap.servers": broker})
    for value in (b"a", b"b", None, b"d", b"e"):
        producer.produce("filled", value, partition=0)
    producer.produce("filled", b"f", partition=1)
    assert producer.flush(30) == 0
    return "filled"


@pytest.fixture
def reader(broker, filled):
    made = TopicReader(settings.reading(KafkaConnection(bootstrap_servers=broker), LOG), filled)
    yield made
    made.close()


def test_partitions_and_ends(reader):
    assert reader.partitions() == [0, 1, 2, 3]
    assert reader.ends([0, 1, 2]) == {0: 5, 1: 1, 2: 0}


def test_values_between_two_points(reader):
    found = reader.values({0: 1, 1: 0, 2: 0}, {0: 4, 1: 1, 2: 0})
    assert sorted(found) == [b"b", b"d", b"f"]


def test_values_can_be_read_again(reader):
    for _ in range(2):
        assert list(reader.values({1: 0}, {1: 1})) == [b"f"]


def test_nothing_between_equal_points(reader):
    assert list(reader.values({0: 5}, {0: 5})) == []


def test_silent_kafka_is_unreachable():
    silent = KafkaConnection(bootstrap_servers="127.0.0.1:1")
    reader = TopicReader(settings.reading(silent, LOG), "plays")
    with pytest.raises(Unreachable, match="Kafka does not answer"):
        reader.partitions()
    reader.close()


def test_bad_certificate_is_named(tmp_path):
    (tmp_path / "ca.crt").write_text("no certificate")
    connection = KafkaConnection(
        bootstrap_servers="127.0.0.1:1",
        security_protocol=SecurityProtocol.SSL,
        ca_file=str(tmp_path / "ca.crt"),
    )
    with pytest.raises(InvalidInput, match=r"no Kafka client: .*ssl\.ca\.location failed"):
        TopicReader(settings.reading(connection, LOG), "plays")
