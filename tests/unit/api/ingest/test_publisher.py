"""Against librdkafka's mock cluster, a broker inside the client that speaks the real protocol."""

import asyncio
import time
from collections.abc import Callable

import pytest
from confluent_kafka import KafkaError, Producer

from tune_api.ingest.publisher import KafkaPublisher
from tune_contract.errors import InvalidInput
from tune_contract.runtime.connection import KafkaConnection, SecurityProtocol

NOWHERE = KafkaConnection(bootstrap_servers="127.0.0.1:1")
MOCK = {"test.mock.num.brokers": 1}


def until(question: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not question():
        assert time.monotonic() < deadline
        time.sleep(0.02)


async def published(publisher: KafkaPublisher, *values: bytes):
    delivery = publisher.publish("plays", [value.decode() for value in values], values)
    await asyncio.wait_for(delivery.done, 20)
    return delivery


@pytest.fixture
def mock():
    publisher = KafkaPublisher(NOWHERE, MOCK)
    publisher.start()
    yield publisher
    publisher.close()


def test_a_delivery_is_done_when_all_is_acknowledged(mock):
    delivery = asyncio.run(published(mock, b"a", b"b"))
    assert delivery.failures == {}
    until(lambda: mock.outstanding == 0)


def test_a_record_that_the_client_refuses_fails_alone(mock):
    large = b"x" * 1_100_000
    delivery = asyncio.run(published(mock, b"a", large, b"b"))
    assert {key: error.code() for key, error in delivery.failures.items()} == {
        large.decode(): KafkaError.MSG_SIZE_TOO_LARGE
    }


def test_a_full_queue_refuses_the_rest():
    publisher = KafkaPublisher(NOWHERE, {**MOCK, "queue.buffering.max.messages": 2})
    publisher.start()
    delivery = asyncio.run(published(publisher, b"a", b"b", b"c"))
    publisher.close()
    assert [error.code() for error in delivery.failures.values()] == [KafkaError._QUEUE_FULL]
    assert list(delivery.failures) == ["c"]


def test_a_client_that_is_broken_is_made_anew(mock):
    asyncio.run(published(mock, b"a"))
    broken = mock._producer
    mock._notice(Fatal())
    until(lambda: mock._producer is not broken)
    assert asyncio.run(published(mock, b"b")).failures == {}


def test_a_client_that_does_not_find_its_way_back_is_made_anew(mock, monkeypatch):
    monkeypatch.setattr("tune_api.ingest.publisher._AFRESH", 2)
    asyncio.run(published(mock, b"a"))
    mock._producer = lost = Producer({"bootstrap.servers": NOWHERE.bootstrap_servers})
    mock._notice(KafkaError(KafkaError._ALL_BROKERS_DOWN))
    until(lambda: mock.reachable)
    assert mock._producer is not lost
    assert asyncio.run(published(mock, b"b")).failures == {}


class Fatal:
    def fatal(self) -> bool:
        return True


def test_a_kafka_that_is_away_is_known_and_closing_does_not_wait_for_it():
    publisher = KafkaPublisher(NOWHERE)
    publisher.start()
    until(lambda: not publisher.reachable)
    began = time.monotonic()
    publisher.close()
    assert time.monotonic() - began < 4


def test_a_kafka_that_is_back_is_known(mock):
    asyncio.run(published(mock, b"a"))
    mock._notice(KafkaError(KafkaError._ALL_BROKERS_DOWN))
    until(lambda: mock.reachable)


def test_a_connection_that_cannot_be_is_told_at_once(tmp_path):
    wrong = KafkaConnection(
        bootstrap_servers="127.0.0.1:1", security_protocol=SecurityProtocol.SSL, ca_file="/none"
    )
    with pytest.raises(InvalidInput, match="no Kafka client: "):
        KafkaPublisher(wrong)
