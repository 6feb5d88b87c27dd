"""The process backend's own talk with Kafka and PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from kafka import KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType
from psycopg import sql

from tune_cli.backend.comparison import Comparison
from tune_cli.backend.folders import JobFolder
from tune_cli.backend.kafka_topics import KafkaTopics, ensure_topic, require_topic
from tune_cli.backend.run import RunEnd
from tune_cli.backend.runner import OpenRun
from tune_cli.backend.summary import summarize, top_rows
from tune_cli.backend.tables import newest_rows, sums
from tune_cli.files import write_atomically
from tune_cli.settings import Home
from tune_cli.stack.stack import Stack
from tune_contract.errors import NotFound, Unreachable
from tune_contract.pipelines.genre_counts import GENRE_COUNTS, GENRE_COUNTS_TABLE
from tune_contract.runtime.reports import Ledger
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.kafka import ResultTopic, TopicSpec


def test_topics_are_made_once_and_as_asked(
    stack: object, kafka_admin: object, topic_name: Callable[[str], str]
) -> None:
    name, servers = topic_name("made"), stack.bootstrap_servers
    topics = KafkaTopics(servers)
    assert topics.find([name]) == {}
    assert name not in topics.names()  # looking has made none
    spec = TopicSpec(name=name, partitions=2, retention=timedelta(hours=1))
    topics.create(spec)
    topics.create(spec)
    first = topics.find([name])[name]
    assert (first.partitions, topics.find([name])[name]) == ([0, 1], first)
    producer = KafkaProducer(bootstrap_servers=servers)
    producer.send(name, b"x", partition=1).get(10)
    producer.close()
    assert topics.ends({name: [0, 1]}) == {name: {0: 0, 1: 1}}
    topics.close()
    require_topic(servers, name)
    ensure_topic(servers, spec)
    kafka_admin.delete_topics([name])


def test_a_topic_of_results_is_compacted(
    stack: object, kafka_admin: object, topic_name: Callable[[str], str]
) -> None:
    name = topic_name("results")
    ensure_topic(stack.bootstrap_servers, ResultTopic(name=name))
    resource = ConfigResource(ConfigResourceType.TOPIC, name)
    described = kafka_admin.describe_configs([resource])["topic"][name]
    kafka_admin.delete_topics([name])
    assert described["cleanup.policy"]["value"] == "compact"


def test_a_topic_that_is_made_anew_has_another_id(
    stack: object, kafka_admin: object, topic_name: Callable[[str], str]
) -> None:
    name, topics = topic_name("anew"), KafkaTopics(stack.bootstrap_servers)
    topics.create(TopicSpec(name=name, partitions=1))
    first = topics.find([name])[name]
    kafka_admin.delete_topics([name])
    topics.create(TopicSpec(name=name, partitions=1))
    second = topics.find([name])[name]
    assert first.partitions == second.partitions == [0]
    assert first.topic_id != second.topic_id
    assert len({first.topic_id, second.topic_id, ""}) == 3
    topics.close()
    kafka_admin.delete_topics([name])


def test_what_is_not_there_is_told(stack: object) -> None:
    with pytest.raises(NotFound, match="there is no topic nobody-made-me at"):
        require_topic(stack.bootstrap_servers, "nobody-made-me")
    with pytest.raises(Unreachable, match=r"Kafka at 127\.0\.0\.1:1 does not answer"):
        KafkaTopics("127.0.0.1:1")


def make_counts(uri: str, schema: str, *rows: tuple[object, ...]) -> None:
    """Make genre_counts as a job has written it."""
    table = sql.Identifier(schema, "genre_counts")
    with psycopg.connect(uri) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        connection.execute(
            sql.SQL(
                "CREATE TABLE {} (window_start timestamptz, window_end timestamptz,"
                " genre text, count bigint)"
            ).format(table)
        )
        insert = sql.SQL("INSERT INTO {} VALUES (%s, %s, %s, %s)").format(table)
        connection.cursor().executemany(insert, rows)


def test_the_newest_rows_come_first(database: object, schema_name: str) -> None:
    with pytest.raises(NotFound, match="the job has no results yet"):
        newest_rows(database.uri, schema_name, GENRE_COUNTS_TABLE, 10)
    make_counts(
        database.uri,
        schema_name,
        ("2026-01-01 12:00Z", "2026-01-01 12:01Z", "jazz", 9),
        ("2026-01-01 12:01Z", "2026-01-01 12:02Z", "rock", 1),
        ("2026-01-01 12:01Z", "2026-01-01 12:02Z", "jazz", 2),
    )
    rows = newest_rows(database.uri, schema_name, GENRE_COUNTS_TABLE, 2).rows
    assert [row[2:] for row in rows] == [("jazz", 2), ("rock", 1)]
    assert len(newest_rows(database.uri, schema_name, GENRE_COUNTS_TABLE, None).rows) == 3
    assert sums(database.uri, schema_name, GENRE_COUNTS_TABLE) == {"jazz": 11, "rock": 1}


def test_a_database_that_is_away_is_told() -> None:
    with pytest.raises(Unreachable, match="the database does not answer"):
        sums("postgresql://127.0.0.1:1/x", "s", GENRE_COUNTS_TABLE)


@pytest.fixture
def ended(schema_name: str) -> RunEnd:
    """The end of a run that has read all that was produced."""
    job = TuneJob.model_validate(
        {
            "metadata": {"name": "genres"},
            "spec": {
                "pipeline": "genre-counts",
                "kafka": {"topics": {"plays": {"name": "plays"}}},
                "sinks": [{"postgres": {"secretRef": {"name": "db"}, "schema": schema_name}}],
            },
        }
    )
    return RunEnd(job, all_read=True, killed=False, first_result=None)


@pytest.fixture
def opened(stack: Stack, tmp_path: Path) -> OpenRun:
    """A run whose producer has had 3 plays acknowledged; what it runs is not looked at."""
    folder = JobFolder(Home(tmp_path), "default", "genres")
    ledger = Ledger(
        topic="plays", scenario="steady", seed=7, acknowledged=3, by_key={"jazz": 2, "rock": 1}
    )
    write_atomically(folder.ledgers("plays") / "steady-7.json", ledger.model_dump_json())
    return OpenRun(None, folder, stack)  # type: ignore[arg-type]


@pytest.mark.parametrize(("jazz", "differing"), [(2, {}), (1, {"jazz": (2, 1)})])
def test_a_summary_holds_the_table_against_the_ledger(
    ended: RunEnd, opened: OpenRun, schema_name: str, jazz: int, differing: dict
) -> None:
    noon, later = "2026-01-01 12:00Z", "2026-01-01 12:01Z"
    rows = ((noon, later, "jazz", jazz), (noon, later, "rock", 1))
    make_counts(opened.stack.database_uri, schema_name, *rows)
    found = summarize(ended, opened, GENRE_COUNTS, 1.0).comparison
    assert found == Comparison(acknowledged=3, counted=jazz + 1, differing=differing)
    shown = top_rows(ended, opened, GENRE_COUNTS)
    assert [row[2:] for row in shown.rows] == sorted(
        [("jazz", jazz), ("rock", 1)], key=lambda row: (-row[1], row[0])
    )


def test_a_table_that_was_never_written_has_counted_nothing(ended: RunEnd, opened: OpenRun) -> None:
    found = summarize(ended, opened, GENRE_COUNTS, 1.0).comparison
    assert found == Comparison(
        acknowledged=3, counted=0, differing={"jazz": (2, 0), "rock": (1, 0)}
    )
    assert top_rows(ended, opened, GENRE_COUNTS) is None
