"""The source against a real Kafka: the wait for topics, and the same records read again."""

import time
from datetime import timedelta

import pytest
from kafka.admin import NewTopic

from tune_contract.runtime.connection import KafkaConnection
from tune_jobs.source.kafka import KafkaUnreachable, TopicNotFound, read_range, wait_for_topics
from tune_jobs.source.offsets import OffsetRange

LONG, SHORT = timedelta(minutes=1), timedelta(seconds=0.2)


def never(seconds: float) -> bool:
    """Nobody asks to stop."""
    time.sleep(seconds)
    return False


@pytest.fixture
def connection(kafka) -> KafkaConnection:
    return KafkaConnection(bootstrap_servers=kafka.bootstrap_servers)


def test_topics_that_exist_need_no_wait(spark, connection, make_topic):
    topics = [make_topic("plays"), make_topic("chat")]
    assert wait_for_topics(spark, connection, topics, SHORT, never) is True


def test_topic_made_during_the_wait(spark, connection, kafka_admin, topic_name):
    topic, pauses = topic_name("late"), []

    def make_it(seconds: float) -> bool:
        if not pauses:
            kafka_admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
        pauses.append(seconds)
        return never(seconds)

    try:
        assert wait_for_topics(spark, connection, [topic], LONG, make_it) is True
    finally:
        kafka_admin.delete_topics([topic])
    assert len(pauses) >= 1


def test_missing_topics_are_named(spark, connection, make_topic):
    topics = ["no-such-b", make_topic("plays"), "no-such-a"]
    with pytest.raises(TopicNotFound) as raised:
        wait_for_topics(spark, connection, topics, SHORT, never)
    assert raised.value.message == "no topic no-such-a, no-such-b"


def test_wait_ends_when_asked_to_stop(spark, connection):
    assert wait_for_topics(spark, connection, ["no-such"], LONG, lambda _: True) is False


@pytest.mark.parametrize(
    ("servers", "cause"),
    [
        ("127.0.0.1:1", "Timed out waiting for a node assignment"),
        ("no-such-host.invalid:9092", "No resolvable bootstrap urls given in bootstrap.servers"),
    ],
)
def test_kafka_that_is_away_is_named(spark, servers, cause):
    connection = KafkaConnection(bootstrap_servers=servers)
    with pytest.raises(KafkaUnreachable) as raised:
        wait_for_topics(spark, connection, ["plays"], timedelta(0), never)
    assert raised.value.message.startswith(f"Kafka at {servers} does not answer: {cause}")


def test_records_between_two_offsets_are_read_again(spark, connection, plays):
    for number in range(5):
        plays.producer.produce(plays.topic, b"%d" % number, partition=0)
    plays.producer.produce(plays.topic, b"new", partition=1)
    plays.flush()
    offsets = OffsetRange({plays.topic: {0: 1}}, {plays.topic: {0: 4, 1: 1, 2: 0}})
    rows = read_range(spark, connection, offsets).select("partition", "offset", "value").collect()
    assert sorted(map(tuple, rows)) == [(0, 1, b"1"), (0, 2, b"2"), (0, 3, b"3"), (1, 0, b"new")]
