"""Dead letters written back to a real Kafka: each once, whole, and whatever is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from kafka import TopicPartition as AdminPartition
from psycopg import sql

from tune_contract.pipelines.dead_letters import DEAD_LETTERS, MAX_PAYLOAD
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.replay.main import main
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.postgres_claim import Claim
from tune_jobs.sinks.sink import Batch, TableRows

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
NOON_MS = 1_769_860_800_000
KEY = 20260131  # of the lock that stops a replay


@pytest.fixture
def query(database, schema_name):
    """query(statement, *values) -> its rows; {} stands for the job's schema."""

    def query(text, *values):
        with psycopg.connect(database.uri, autocommit=True) as connection:
            found = connection.execute(sql.SQL(text).format(sql.Identifier(schema_name)), values)
            return found.fetchall() if found.description else []

    return query


@pytest.fixture
def records(kafka):
    """records(topic, partition) -> all its messages from the first that is kept."""

    def records(topic, partition=0):
        consumer = Consumer(
            {"bootstrap.servers": kafka.bootstrap_servers, "group.id": "test",
             "enable.partition.eof": True, "auto.offset.reset": "earliest", "log_level": 2}
        )  # fmt: skip
        consumer.assign([TopicPartition(topic, partition, 0)])
        found = []
        while (message := consumer.poll(30)).error() is None:
            found.append(message)
        consumer.close()
        return found

    return records


@pytest.fixture
def config_file(make_config, kafka, uri_file, schema_name):
    config = make_config(
        kafka={"bootstrapServers": kafka.bootstrap_servers},
        sinks=[{"kind": "postgres", "uriFile": str(uri_file), "schema": schema_name}],
    )
    path = uri_file.parent / "job.json"
    path.write_text(config.model_dump_json())
    return path


@pytest.fixture
def replay(config_file, capsys):
    """replay("--again", ...) -> exit code and the tally without its zeros."""

    def replay(*arguments):
        code = main(["--config", str(config_file), "--json", *arguments])
        said = capsys.readouterr()
        if not said.out:
            return code, said.err
        return code, {name: count for name, count in json.loads(said.out).items() if count}

    return replay


@pytest.fixture
def dead(kafka, make_topic, uri_file, schema_name):
    """dead(*records) -> the topic that they are in, each of them a dead letter of the job.

    A record is a value, or a dictionary with the arguments of `produce`.
    """
    identity = JobIdentity(namespace="default", name="genre-counts", uid="uid-1")
    tables = (GENRE_COUNTS_TABLE, DEAD_LETTERS)
    sink = PostgresSink(str(uri_file), schema_name, Claim(identity), tables)
    sink.prepare()
    producer = Producer(
        {"bootstrap.servers": kafka.bootstrap_servers, "message.max.bytes": 11_000_000}
    )

    def dead(*records, reason="not valid JSON"):
        topic = make_topic("dead")
        rows = []
        for offset, record in enumerate(records):
            fields = record if isinstance(record, dict) else {"value": record}
            producer.produce(topic, partition=0, **({"timestamp": NOON_MS} | fields))
            value = fields["value"]
            rows.append(
                (topic, 0, offset, NOON, reason, len(value or b""), value and value[:MAX_PAYLOAD])
            )
        assert producer.flush(30) == 0
        sink.write(Batch("query-1", hash(topic), (TableRows(DEAD_LETTERS, rows),)))
        return topic

    yield dead
    sink.close()


NOTED = 'SELECT "offset", replayed_to_offset FROM {}.dead_letters_replayed WHERE replayed_at IS NOT NULL ORDER BY 1, 2'  # fmt: skip


def test_records_come_back_as_they_were_and_once(dead, replay, records, query):
    topic = dead(
        {"value": b"{", "key": b"k\xff", "headers": [("trace", b"7"), ("none", None)]},
        None,
        b"",
        b"x" * (2 * MAX_PAYLOAD),
        b"\0\xff",
    )
    assert replay("--dry-run") == (0, {"selected": 5, "from_kafka": 5})
    assert len(records(topic)) == 5
    assert replay() == (0, {"selected": 5, "from_kafka": 5})
    messages = records(topic)
    assert len(messages) == 10
    for offset, (was, now) in enumerate(zip(messages[:5], messages[5:], strict=True)):
        origin = ("tune-replayed-from", f"{topic}/0/{offset}".encode())
        assert now.headers() == [*(was.headers() or []), origin]
        assert (now.key(), now.value()) == (was.key(), was.value())
        assert now.timestamp() == was.timestamp() == (1, NOON_MS)
    assert query(NOTED) == [(offset, 5 + offset) for offset in range(5)]

    assert replay() == (0, {"selected": 5, "skipped": 5})
    assert len(records(topic)) == 10
    assert replay("--again") == (0, {"selected": 5, "from_kafka": 5})
    assert len(records(topic)) == 15


def test_what_kafka_no_longer_has_comes_from_the_table(dead, replay, records, kafka_admin):
    keyed = {"value": b"{", "key": b"k"}
    topic = dead(keyed, None, b"", b"x" * (MAX_PAYLOAD + 1), keyed)
    kafka_admin.delete_records({AdminPartition(topic, 0): 4})
    before = datetime.now(UTC) - timedelta(seconds=1)
    assert replay() == (1, {"selected": 5, "from_kafka": 1, "from_table": 3, "gone": 1})
    kept, *written = records(topic)
    assert [(each.key(), each.value()) for each in (kept, *written)] == [
        (b"k", b"{"), (None, b"{"), (None, None), (None, b""), (b"k", b"{"),
    ]  # fmt: skip
    for each in written[:3]:  # of now: with its old time Kafka would delete it once more
        assert each.timestamp()[1] >= before.timestamp() * 1000
    assert replay() == (1, {"selected": 5, "skipped": 4, "gone": 1})


def test_a_topic_that_was_made_anew_lends_no_other_records(dead, replay, records, query):
    topic = dead(b"was here", b"x" * (MAX_PAYLOAD + 2))
    query("UPDATE {}.dead_letters SET payload = 'other!!!' WHERE \"offset\" = 0")
    query('UPDATE {}.dead_letters SET payload_size = payload_size + 1 WHERE "offset" = 1')
    assert replay() == (1, {"selected": 2, "from_table": 1, "gone": 1})
    assert [each.value() for each in records(topic)[2:]] == [b"other!!!"]


def test_filters_choose(dead, replay):
    first = dead(b"a", b"b", reason="timestamp: more than 5 minutes in the future")
    second = dead(b"c", reason="not valid JSON")
    assert replay("--dry-run", "--reason", "In The Future") == (0, {"selected": 2, "from_kafka": 2})
    assert replay("--dry-run", "--topic", second) == (0, {"selected": 1, "from_kafka": 1})
    assert replay("--dry-run", "--since", "1h") == (0, {})
    assert replay("--topic", first, "--reason", "future") == (0, {"selected": 2, "from_kafka": 2})
    assert replay() == (0, {"selected": 3, "skipped": 2, "from_kafka": 1})


def test_many_letters_among_good_records(kafka, dead, replay, records, query):
    """More than a chunk, with gaps that are read over and gaps that are jumped over."""
    topic = dead(*(b"%d" % number for number in range(3_000)))
    query('DELETE FROM {}.dead_letters WHERE "offset" %% 2 = 1 OR "offset" BETWEEN 100 AND 2000')
    expected = [n for n in range(0, 3_000, 2) if not 100 <= n <= 2000]
    assert replay() == (0, {"selected": len(expected), "from_kafka": len(expected)})
    written = records(topic)[3_000:]
    assert [int(each.value()) for each in written] == expected


@pytest.fixture
def stopped(config_file, database, schema_name, query, records):
    """stopped(topic, count) -> a replay is killed when Kafka has `count` records, before its note."""

    def stopped(topic, count):
        query(
            "CREATE FUNCTION {0}.wait() RETURNS trigger LANGUAGE plpgsql AS "
            f"'BEGIN PERFORM pg_advisory_xact_lock({KEY}); RETURN NEW; END'"
        )
        query(
            "CREATE TRIGGER wait BEFORE UPDATE ON {0}.dead_letters_replayed "
            "FOR EACH ROW EXECUTE FUNCTION {0}.wait()"
        )
        command = [sys.executable, "-m", "tune_jobs.replay", "--config", str(config_file)]
        with psycopg.connect(database.uri, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [KEY])
            process = subprocess.Popen(command, env=dict(os.environ))
            deadline = time.monotonic() + 60
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = %s"
            while connection.execute(waiting, [KEY]).fetchone() != (1,):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.02)
            assert len(records(topic)) == count
            process.send_signal(signal.SIGKILL)
            process.wait()
        query("DROP TRIGGER wait ON {0}.dead_letters_replayed")

    return stopped


def test_killed_between_kafka_and_the_note(dead, replay, records, query, stopped):
    topic = dead(b"a", b"b", b"c")
    assert replay("--reason", "nothing like it") == (0, {})  # the table is there
    stopped(topic, 6)
    # And one of which the intent is all there is: it was killed before it wrote.
    query('UPDATE {}.dead_letters_replayed SET searched_from = 6 WHERE "offset" = 2')
    began = time.monotonic()
    assert replay() == (0, {"selected": 3, "skipped": 2, "found": 2, "from_kafka": 1})
    assert time.monotonic() - began > 4  # what was on its way had time to come
    assert [each.value() for each in records(topic)] == [b"a", b"b", b"c", b"a", b"b", b"c", b"c"]
    assert query(NOTED) == [(0, 3), (1, 4), (2, 6)]


def test_interrupted_where_kafka_has_nothing_left_to_tell(
    dead, replay, records, query, kafka_admin
):
    topic = dead(b"a", b"b")
    assert replay("--reason", "nothing like it") == (0, {})
    query(
        'INSERT INTO {}.dead_letters_replayed (topic, partition, "offset", searched_from, intended_at) '
        "VALUES (%s, 0, 0, 1, now() - interval '1 hour')", topic,
    )  # fmt: skip
    kafka_admin.delete_records({AdminPartition(topic, 0): 2})
    assert replay() == (0, {"selected": 2, "skipped": 1, "unknown": 1, "from_table": 1})
    assert replay() == (0, {"selected": 2, "skipped": 2})
    assert replay("--again") == (0, {"selected": 2, "from_table": 2})


def test_one_replay_at_a_time(dead, replay, database, schema_name):
    dead(b"a")
    with psycopg.connect(database.uri, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_advisory_lock(hashtext(%s), hashtext('dead_letters_replayed'))",
            [schema_name],
        )
        assert replay() == (
            4, "error: another replay of the job's dead letters runs\nhint: wait for its end\n",
        )  # fmt: skip


def test_what_is_not_there_is_told(replay, dead, query):
    dead(b"a")
    query("UPDATE {}.dead_letters SET topic = 'no-such-topic'")
    code, said = replay()
    assert (code, said.splitlines()[0]) == (3, "error: no topic no-such-topic")
    query("DROP TABLE {}.dead_letters")
    code, said = replay()
    assert (code, said.splitlines()[0]) == (3, "error: the job has no dead letters' table yet")


def test_a_driver_counts_what_is_good_now(start_driver, plays, query, capsys):
    """in = good + dead, before and after."""
    driver = start_driver("postgres", trigger={"interval": "200ms"})
    driver.until(lambda report: report.startup.query > 0)
    plays.write(100)
    driver.until(lambda report: report.input_rows == 100)  # the first batch may be slow
    early = datetime.now(UTC) + timedelta(minutes=5, seconds=8)
    moment = int(early.timestamp() * 1000)
    plays.write_raw(json.dumps({"genre": "pop", "timestamp": moment}).encode())
    plays.write_raw(b"not JSON")
    plays.flush()
    driver.until(lambda report: report.input_rows == 102)
    assert query("SELECT sum(count) FROM {}.genre_counts") == [(100,)]
    assert query("SELECT count(*) FROM {}.dead_letters") == [(2,)]

    time.sleep(max(0.0, (early - timedelta(minutes=5) - datetime.now(UTC)).total_seconds()) + 0.1)
    path = driver.log.parent / "job-0.json"
    assert main(["--config", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "genre-counts: 2 dead letters, 0 of them replayed before",
        "  2 written back as Kafka has them",
    ]
    driver.until(lambda report: report.input_rows == 104)
    driver.ask_to_drain()
    assert driver.end().drained
    assert query("SELECT sum(count) FROM {}.genre_counts") == [(101,)]
    reasons = query("SELECT reason, count(*) FROM {}.dead_letters GROUP BY reason ORDER BY reason")
    assert reasons == [
        ("not a JSON object", 2),
        ("timestamp: more than 5 minutes in the future", 1),
    ]
