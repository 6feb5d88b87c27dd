"""The process backend's own talk with Kafka and PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from kafka import KafkaProducer
from psycopg import sql

from tune_cli.backend.kafka_topics import KafkaTopics, ensure_topic, require_topic
from tune_cli.backend.tables import newest_rows, sums
from tune_contract.errors import NotFound, Unreachable
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.tunejob.kafka import TopicSpec


def test_topics_are_made_once_and_as_asked(
    stack: object, kafka_admin: object, topic_name: Callable[[str], str]
) -> None:
    name, servers = topic_name("made"), stack.bootstrap_servers
    topics = KafkaTopics(servers)
    assert topics.partitions([name]) == {}
    assert name not in topics.names()  # looking has made none
    spec = TopicSpec(name=name, partitions=2, retention=timedelta(hours=1))
    topics.create(spec)
    topics.create(spec)
    assert topics.partitions([name]) == {name: [0, 1]}
    producer = KafkaProducer(bootstrap_servers=servers)
    producer.send(name, b"x", partition=1).get(10)
    producer.close()
    assert topics.ends({name: [0, 1]}) == {name: {0: 0, 1: 1}}
    topics.close()
    require_topic(servers, name)
    ensure_topic(servers, spec)
    kafka_admin.delete_topics([name])


def test_what_is_not_there_is_told(stack: object) -> None:
    with pytest.raises(NotFound, match="there is no topic nobody-made-me at"):
        require_topic(stack.bootstrap_servers, "nobody-made-me")
    with pytest.raises(Unreachable, match=r"Kafka at 127\.0\.0\.1:1 does not answer"):
        KafkaTopics("127.0.0.1:1")


def test_the_newest_rows_come_first(database: object, schema_name: str) -> None:
    with pytest.raises(NotFound, match="the job has no results yet"):
        newest_rows(database.uri, schema_name, GENRE_COUNTS_TABLE, 10)
    table = sql.Identifier(schema_name, "genre_counts")
    with psycopg.connect(database.uri) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema_name)))
        connection.execute(
            sql.SQL(
                "CREATE TABLE {} (window_start timestamptz, window_end timestamptz,"
                " genre text, count bigint)"
            ).format(table)
        )
        connection.execute(
            sql.SQL(
                "INSERT INTO {0} VALUES"
                " ('2026-01-01 12:00Z', '2026-01-01 12:01Z', 'jazz', 9),"
                " ('2026-01-01 12:01Z', '2026-01-01 12:02Z', 'rock', 1),"
                " ('2026-01-01 12:01Z', '2026-01-01 12:02Z', 'jazz', 2)"
            ).format(table)
        )
    rows = newest_rows(database.uri, schema_name, GENRE_COUNTS_TABLE, 2).rows
    assert [row[2:] for row in rows] == [("jazz", 2), ("rock", 1)]
    assert len(newest_rows(database.uri, schema_name, GENRE_COUNTS_TABLE, None).rows) == 3
    assert sums(database.uri, schema_name, GENRE_COUNTS_TABLE) == {"jazz": 11, "rock": 1}


def test_a_database_that_is_away_is_told() -> None:
    with pytest.raises(Unreachable, match="the database does not answer"):
        sums("postgresql://127.0.0.1:1/x", "s", GENRE_COUNTS_TABLE)
