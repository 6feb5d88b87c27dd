"""The kafka sink against a real Kafka: its records, and what the documented reader makes of them."""

import json
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from confluent_kafka import Message
from kafka.admin import NewTopic
from kafka.partitioner.default import murmur2

from tune_cli.backend.kafka_topics import ensure_topic
from tune_cli.stack.broker import Broker
from tune_cli.stack.ports import choose_port
from tune_contract.errors import InvalidInput
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.job_config import JobIdentity
from tune_contract.tunejob.kafka import ResultTopic
from tune_jobs.sinks.kafka import KafkaSink
from tune_jobs.sinks.sink import Batch, TableRows
from tune_jobs.source.kafka import KafkaUnreachable, TopicNotFound

if TYPE_CHECKING:
    import subprocess

SOON = timedelta(seconds=2)
POISON = (b"not json", b'{"genre":"pop"}', b"x" * 2_000_000)


@pytest.fixture
def topic(make_topic) -> str:
    return make_topic("results", partitions=3)


@pytest.fixture
def narrow_topic(kafka_admin, topic_name) -> Iterator[str]:
    """A topic that takes 100,000 bytes at once."""
    name = topic_name("narrow")
    kafka_admin.create_topics([NewTopic(name, 1, 1, topic_configs={"max.message.bytes": "100000"})])
    yield name
    kafka_admin.delete_topics([name])


@dataclass
class OwnBroker:
    """A broker of the test's own."""

    broker: Broker
    log: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.process = self.broker.start(self.log)
        deadline = time.monotonic() + 60
        while not self.broker.is_ready(self.process.pid):
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def own_broker(stack, tmp_path) -> Iterator[OwnBroker]:
    """A broker with the topic `results`."""
    broker = Broker(tmp_path / "kafka", stack.java, stack.jars.kafka, choose_port(None))
    broker.prepare()
    running = OwnBroker(broker, tmp_path / "kafka.log")
    running.start()
    ensure_topic(f"127.0.0.1:{broker.port}", ResultTopic(name="results"))
    yield running
    running.stop()


@pytest.fixture
def make_sink(kafka, topic) -> Callable[..., KafkaSink]:
    """make_sink(attempt=1, topic=..., servers=...) -> a sink; closed after the test."""
    made = []

    def make(attempt: int = 1, *, to: str = topic, servers: str = "", patience=SOON) -> KafkaSink:
        connection = KafkaConnection(bootstrap_servers=servers or kafka.bootstrap_servers)
        job = JobIdentity(namespace="music", name="genres", uid="uid-1", attempt=attempt)
        made.append(KafkaSink(connection, to, job, patience))
        made[-1].prepare()
        return made[-1]

    yield make
    for sink in made:
        sink.close()


@pytest.fixture
def records(kafka, topic, reader) -> Callable[..., list[Message]]:
    """records() -> all that the topic has, in the order of each partition."""
    return lambda name=topic: list(reader.read(kafka.bootstrap_servers, name, to_the_end=True))


@pytest.fixture
def results(reader, records):
    """results() -> what the documented reader has after all records, and how many it dropped."""

    def results(name: str | None = None):
        found = reader.Results()
        messages = records(name) if name else records()
        taken = [found.take(reader.Change.of(message)) for message in messages]
        return found, taken.count(False)

    return results


def counted(found) -> dict[tuple[str, str], int]:
    return {(row["window_start"], row["genre"]): row["count"] for row in found.rows("genre_counts")}


def test_a_changed_row_is_a_record(make_sink, make_row, records):
    letter = ("plays", 2, 5, make_row(0, "", 0)[0], "not a JSON object", 3, b"\x00\x01\x02")
    tables = (
        TableRows(GENRE_COUNTS_TABLE, [make_row(0, "pop", 7)]),
        TableRows(DEAD_LETTERS, [letter]),
    )
    make_sink(attempt=3).write(Batch("query-1", 17, tables))

    found = {record.key(): record for record in records()}
    headers = [
        ("tune-job", b"music/genres"),
        ("tune-uid", b"uid-1"),
        ("tune-attempt", b"3"),
        ("tune-query", b"query-1"),
        ("tune-batch", b"17"),
    ]
    row = found.pop(b'{"table":"genre_counts","window_start":"2026-01-31T12:00:00Z","genre":"pop"}')
    assert row.value() == (
        b'{"window_start":"2026-01-31T12:00:00Z","window_end":"2026-01-31T12:01:00Z",'
        b'"genre":"pop","count":7}'
    )
    assert row.headers() == [*headers, ("tune-table", b"genre_counts")]
    dead = found.pop(b'{"table":"dead_letters","topic":"plays","partition":2,"offset":5}')
    assert json.loads(dead.value()) == {
        "topic": "plays",
        "partition": 2,
        "offset": 5,
        "record_time": "2026-01-31T12:00:00Z",
        "reason": "not a JSON object",
        "payload_size": 3,
        "payload": "AAEC",
    }
    assert dead.headers() == [*headers, ("tune-table", b"dead_letters")]
    assert found == {}


def test_a_key_stays_in_its_partition_and_in_the_order_of_the_batches(
    make_sink, make_batch, make_row, records
):
    """Over two drivers; and any client in Java, or like Java's, finds the same partition."""
    for attempt in (1, 2):
        sink = make_sink(attempt)
        for number in range(3 * attempt - 3, 3 * attempt):
            sink.write(make_batch(number, *(make_row(0, f"g{i}", number) for i in range(50))))
    numbers = {}
    for record in records():
        assert record.partition() == (murmur2(record.key()) & 0x7FFFFFFF) % 3
        numbers.setdefault(record.key(), []).append(json.loads(record.value())["count"])
    assert len(numbers) == 50
    assert set(map(tuple, numbers.values())) == {(0, 1, 2, 3, 4, 5)}


def test_a_batch_of_many_megabytes_is_written_whole(make_sink, make_batch, make_row, results):
    rows = [make_row(0, f"{'genre ' * 40}{number}", number) for number in range(20_000)]
    make_sink(patience=timedelta(minutes=1)).write(make_batch(0, *rows))
    found, dropped = results()
    assert (len(found.newest), dropped) == (20_000, 0)
    assert sum(row["count"] for row in found.rows("genre_counts")) == sum(range(20_000))


def test_a_batch_without_rows_is_no_record(make_sink, make_batch, records):
    make_sink().write(make_batch(0))
    assert records() == []


def test_a_batch_that_comes_again_is_dropped_by_the_reader(
    make_sink, make_batch, make_row, records, results
):
    first = make_batch(0, make_row(0, "pop", 1), make_row(0, "rock", 5))
    second = make_batch(1, make_row(0, "pop", 2))
    for attempt, batch in ((1, first), (1, second), (2, second), (3, second)):
        make_sink(attempt).write(batch)
    found, dropped = results()
    assert (len(records()), dropped) == (5, 2)
    assert counted(found) == {
        ("2026-01-31T12:00:00Z", "pop"): 2,
        ("2026-01-31T12:00:00Z", "rock"): 5,
    }


@pytest.mark.parametrize("attempts", [(1, 2), (1, 1)], ids=["older driver", "older batch"])
def test_what_a_driver_that_should_be_dead_writes_is_dropped(
    make_sink, make_batch, make_row, results, attempts
):
    zombie, living = map(make_sink, attempts)
    zombie.write(make_batch(0, make_row(0, "pop", 1)))
    for number in (1, 2):
        living.write(make_batch(number, make_row(0, "pop", number + 1)))
    zombie.write(make_batch(1, make_row(0, "pop", 2)))
    found, dropped = results()
    assert (counted(found), dropped) == ({("2026-01-31T12:00:00Z", "pop"): 3}, 1)


def test_a_new_checkpoint_counts_from_the_beginning(make_sink, make_row, results):
    """Its batches have smaller numbers; its driver has a greater one than any before."""
    old, new = make_sink(4), make_sink(5)

    def write(sink: KafkaSink, query: str, number: int, count: int) -> None:
        rows = TableRows(GENRE_COUNTS_TABLE, [make_row(0, "pop", count)])
        sink.write(Batch(query, number, (rows,)))

    write(old, "query-1", 70, 900)
    write(new, "query-2", 0, 1)
    write(old, "query-1", 71, 901)
    found, dropped = results()
    assert (counted(found), dropped) == ({("2026-01-31T12:00:00Z", "pop"): 1}, 1)
    write(make_sink(6), "query-1", 71, 901)  # back to the old checkpoint, as after a rollback
    assert counted(results()[0]) == {("2026-01-31T12:00:00Z", "pop"): 901}


def test_a_missing_topic_is_named(make_sink, make_batch, make_row, topic_name):
    missing = topic_name("missing")
    with pytest.raises(TopicNotFound) as raised:
        make_sink(to=missing).write(make_batch(0, make_row(0, "pop", 1)))
    assert raised.value.message == f"no topic {missing}"


def test_kafka_that_is_away_is_unreachable(make_sink, make_batch, make_row):
    with pytest.raises(KafkaUnreachable) as raised:
        make_sink(servers="127.0.0.1:1").write(make_batch(0, make_row(0, "pop", 1)))
    assert raised.value.message.startswith("Kafka does not take the results for the topic results-")


@pytest.mark.nightly
def test_a_broker_that_goes_and_comes_loses_nothing(
    make_sink, make_batch, make_row, own_broker, reader
):
    servers = f"127.0.0.1:{own_broker.broker.port}"
    sink = make_sink(servers=servers, to="results")
    sink.write(make_batch(0, make_row(0, "pop", 1)))
    own_broker.process.send_signal(signal.SIGSTOP)  # it is there and says nothing
    with pytest.raises(KafkaUnreachable) as raised:
        sink.write(make_batch(1, make_row(0, "pop", 2)))
    own_broker.process.send_signal(signal.SIGCONT)
    said = "Kafka does not take the results for the topic results: Local: Message timed out"
    assert raised.value.message.startswith(said)
    sink = make_sink(2, servers=servers, to="results", patience=timedelta(minutes=1))
    sink.write(make_batch(1, make_row(0, "pop", 2)))
    own_broker.stop()
    again = threading.Timer(2, own_broker.start)
    again.start()
    sink.write(make_batch(2, make_row(0, "pop", 3)))  # waits for it
    again.join()

    found = reader.Results()
    for record in reader.read(servers, "results", to_the_end=True):
        found.take(reader.Change.of(record))
    assert counted(found) == {("2026-01-31T12:00:00Z", "pop"): 3}


def test_a_record_that_is_too_large_ends_the_batch_and_the_sink_goes_on(
    make_sink, make_batch, make_row, narrow_topic, results
):
    sink = make_sink(to=narrow_topic)
    with pytest.raises(InvalidInput) as raised:
        sink.write(make_batch(0, make_row(0, "pop", 1), make_row(0, "x" * 200_000, 1)))
    assert raised.value.message.startswith(f"a record is too large for the topic {narrow_topic}: ")
    sink.write(make_batch(0, make_row(0, "pop", 1)))
    assert counted(results(narrow_topic)[0]) == {("2026-01-31T12:00:00Z", "pop"): 1}


@pytest.mark.nightly
def test_a_driver_killed_between_sink_and_commit_loses_and_doubles_nothing(
    start_driver, plays, results, records, uri_file
):
    plays.write(3_000)
    for value in POISON:
        plays.write_raw(value)
    plays.flush()
    first = start_driver("kafka")
    assert first.end().exit_code == 0
    topic = first.config.sinks[0].topic
    before = Counter(record.key() for record in records(topic))
    forget_what_came_after_the_sinks_of_batch_0(uri_file.parent / "checkpoint")

    plays.write(1_000)
    assert start_driver("kafka").end().exit_code == 0
    after = Counter(record.key() for record in records(topic))
    assert all(after[key] > times for key, times in before.items())  # the batch came again
    found, dropped = results(topic)
    assert dropped == len(before)
    totals = {
        (datetime.fromisoformat(window), genre): count
        for (window, genre), count in counted(found).items()
    }
    assert totals == plays.expected
    dead = Counter(letter["reason"] for letter in found.rows("dead_letters"))
    assert dead == {
        "not a JSON object": 1,
        "timestamp: missing, or not of type bigint": 1,
        "larger than 1048576 bytes": 1,
    }


def forget_what_came_after_the_sinks_of_batch_0(checkpoint: Path) -> None:
    """As if the driver had been killed between the sinks and the commit."""
    for entry in [*(checkpoint / "commits").iterdir(), *(checkpoint / "offsets").iterdir()]:
        if entry.parent.name == "commits" or "0" not in entry.name.split("."):
            entry.unlink()
