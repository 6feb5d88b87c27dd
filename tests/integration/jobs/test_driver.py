"""The driver as a process, against a real Kafka and PostgreSQL: what survives what."""

import csv
import json
import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest
from psycopg import sql

from tune_contract.runtime.reports import DriverState
from tune_contract.tunejob.phase import FailureClass

POSTGRES, FILES = ["postgres"], ["csv", "parquet", "delta"]
FAST = {"interval": "200ms"}
POISON = {
    None: "no value (a tombstone)",
    b"": "empty",
    b"not json": "not a JSON object",
    b"\xff\xfe\x00": "not a JSON object",
    b'{"genre":"pop","timestamp":1': "not valid JSON",
    b'{"genre":"pop"}': "timestamp: missing, or not of type bigint",
    b'{"genre":5,"timestamp":1}': "genre: not a text",
    b'{"genre":"p\\u0000p","timestamp":1}': "genre: contains a NUL",
    b'{"genre":"pop","timestamp":99999999999999}': "timestamp: more than 5 minutes in the future",
    b"x" * 10_000_000: "larger than 1048576 bytes",
}


@pytest.fixture
def folder(uri_file) -> Path:
    return uri_file.parent


@pytest.fixture
def connection(database):
    with psycopg.connect(database.uri, autocommit=True) as connection:
        yield connection


@pytest.fixture
def query(connection, schema_name):
    """query(statement) -> its rows; {} stands for the job's schema."""
    return lambda text: connection.execute(
        sql.SQL(text).format(sql.Identifier(schema_name))
    ).fetchall()


@pytest.fixture
def counts(query, spark, folder) -> Callable[[str], Counter[tuple[datetime, str]]]:
    """counts(sink) -> (window_start, genre) -> plays, as the sink has them."""

    def read(sink: str) -> list[tuple[datetime, str, int]]:
        table = folder / sink / "genre_counts"
        match sink:
            case "postgres":
                return query("SELECT window_start, genre, count FROM {}.genre_counts")
            case "csv":
                rows = [row for path in table.iterdir() for row in _csv_rows(path)]
                return [(datetime.fromisoformat(row[0]), row[2], int(row[3])) for row in rows]
            case "parquet":
                found = [row for path in table.iterdir() for row in pq.read_table(path).to_pylist()]
                return [(row["window_start"], row["genre"], row["count"]) for row in found]
            case _:
                found = spark.read.format("delta").load(str(table)).collect()
                return [
                    (row["window_start"].astimezone(UTC), row["genre"], row["count"])
                    for row in found
                ]

    def count(sink: str) -> Counter[tuple[datetime, str]]:
        rows = read(sink)
        found = Counter({(window, genre): plays for window, genre, plays in rows})
        assert len(found) == len(rows), f"{sink} has two rows of one key"
        return found

    return count


@pytest.fixture
def lock(database, schema_name):
    """lock() -> a context in which nobody else can write genre_counts: a batch stops there."""

    @contextmanager
    def lock():
        with psycopg.connect(database.uri) as connection:
            table = sql.Identifier(schema_name, "genre_counts")
            connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(table))
            yield connection

    return lock


@contextmanager
def playing(plays) -> Iterator[None]:
    """Write plays all the while."""
    stop = threading.Event()

    def play() -> None:
        while not stop.wait(0.05):
            plays.write(20)

    thread = threading.Thread(target=play)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _csv_rows(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file))[1:]


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def forget_what_came_after_the_sinks_of_batch_0(checkpoint: Path, query) -> None:
    """As if the driver had been killed between the sinks and the commit."""
    assert query("SELECT batch_id FROM {}.batch_ledger") == [(0,)]
    for entry in [*(checkpoint / "commits").iterdir(), *(checkpoint / "offsets").iterdir()]:
        if entry.parent.name == "commits" or "0" not in entry.name.split("."):
            entry.unlink()


def committed(checkpoint: Path) -> list[int]:
    """The numbers of the committed batches."""
    return sorted(int(each.name) for each in (checkpoint / "commits").glob("[0-9]*"))


def records_read(checkpoint: Path) -> int:
    """How many records the committed batches have read."""
    log = (checkpoint / "offsets" / str(committed(checkpoint)[-1])).read_text()
    (partitions,) = json.loads(log.splitlines()[-1]).values()
    return sum(partitions.values())


def test_all_sinks_hold_what_was_played(start_driver, plays, counts, query, folder):
    plays.write(3_000)
    for value in POISON:
        plays.write_raw(value)
    plays.flush()
    dead_letters = "SELECT payload, payload_size, reason FROM {}.dead_letters"

    ended = start_driver(*POSTGRES, *FILES).end()
    assert (ended.exit_code, ended.failure_class, ended.drained) == (0, None, False)
    for sink in (*POSTGRES, *FILES):
        assert counts(sink) == plays.expected, sink
    dead = {(value and value[:100], size): reason for value, size, reason in query(dead_letters)}
    assert dead == {
        (value and value[:100], len(value or b"")): reason for value, reason in POISON.items()
    }
    assert plays.expected.total() + len(dead) == plays.records

    # The second run replays a batch that every sink has, then goes on with new plays.
    forget_what_came_after_the_sinks_of_batch_0(folder / "checkpoint", query)
    plays.write(1_000)
    assert start_driver(*POSTGRES, *FILES).end().exit_code == 0
    for sink in (*POSTGRES, *FILES):
        assert counts(sink) == plays.expected, sink
    assert len(query(dead_letters)) == len(POISON)
    assert query("SELECT count(DISTINCT query) FROM {}.batch_ledger") == [(1,)]


@pytest.mark.parametrize("dead", [1, 100])
def test_the_dead_are_found_among_many(start_driver, plays, counts, query, dead):
    """Few of them are looked for where they are: a partition's offsets pass the 32,768 places."""
    values = [b"dead %d" % number for number in range(100 * dead)]
    for number in range(100):
        for value in values[number * dead : (number + 1) * dead]:
            plays.write_raw(value)
        plays.write(1_200)
    assert start_driver(*POSTGRES).end().exit_code == 0
    assert counts("postgres") == plays.expected
    assert sorted(query("SELECT payload FROM {}.dead_letters")) == sorted(
        (each,) for each in values
    )


def test_killed_drivers_lose_and_double_nothing(start_driver, plays, counts, lock, folder):
    seeded = random.Random(20260131)
    # Without Delta, which costs half a minute: it is replayed above, and killed in test_run.py.
    sinks = ("csv", "parquet", *POSTGRES)
    with playing(plays):
        driver = start_driver(*sinks, trigger=FAST)
        driver.until(lambda report: report.batch_id is not None)
        time.sleep(seeded.uniform(0, 2))
        driver.kill()  # at any moment

        driver = start_driver(*sinks, trigger=FAST)
        driver.until(lambda report: report.state is DriverState.RUNNING)
        with lock() as connection:
            driver.until_locked_out(connection)
            driver.kill()  # the files have the batch, PostgreSQL and the checkpoint do not
        assert list((folder / "scratch").glob("tune-gateway-*")) == []

        driver = start_driver(*sinks, trigger=FAST)
        driver.until(lambda report: report.batch_id is not None)
        time.sleep(seeded.uniform(0, 1))
        os.kill(driver.java(), signal.SIGKILL)
        ended = driver.end()
    assert (ended.exit_code, ended.failure_class) == (1, FailureClass.INFRASTRUCTURE)
    assert ended.message.startswith("Java was ended by SIGKILL")
    assert "Traceback" not in driver.log.read_text()

    assert start_driver(*sinks).end().exit_code == 0
    for sink in sinks:
        assert counts(sink) == plays.expected, sink


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda driver: driver.process.send_signal(signal.SIGTERM), id="SIGTERM"),
        pytest.param(lambda driver: driver.ask_to_drain(), id="POST /drain"),
        pytest.param(lambda driver: driver.process.stdin.close(), id="end of input"),
    ],
)
def test_drained_driver_finishes_its_batch(start_driver, plays, query, lock, ask):
    driver = start_driver(*POSTGRES, trigger=FAST)
    driver.until(lambda report: report.state is DriverState.RUNNING)
    with lock() as connection:
        plays.write(100)
        driver.until_locked_out(connection)
        plays.write(100)  # for a batch that must not begin
        ask(driver)
        driver.until(lambda report: report.state is DriverState.DRAINING)
        with pytest.raises(subprocess.TimeoutExpired):
            driver.process.wait(0.5)
    ended = driver.end()
    assert (ended.exit_code, ended.failure_class, ended.drained) == (0, None, True)
    assert [line for line in driver.log.read_text().splitlines() if "ERROR" in line] == []

    checkpoint = Path(driver.config.checkpoint.location)
    assert query("SELECT batch_id FROM {}.batch_ledger ORDER BY 1") == [
        (number,) for number in committed(checkpoint)
    ]
    assert records_read(checkpoint) > 0
    assert query("SELECT sum(count) FROM {}.genre_counts") == [(records_read(checkpoint),)]


def test_late_plays_are_dropped_and_told(start_driver, plays, counts, lock):
    driver = start_driver(*POSTGRES, trigger=FAST)
    plays.write(100)
    driver.until(lambda report: report.input_rows == 100)
    with lock() as connection:  # so that one batch has all that is late
        plays.write(100)
        driver.until_locked_out(connection)
        for genre, minute in (("pop", 0), ("pop", 0), ("pop", 1), ("jazz", 0)):
            moment = datetime(2026, 1, 31, 12, minute, tzinfo=UTC)
            play = {"genre": genre, "timestamp": int(moment.timestamp() * 1000)}
            plays.write_raw(json.dumps(play).encode())
        plays.flush()
    # Rows of the result, not plays: Spark has put the two of one genre and window together.
    driver.until(lambda report: report.late_rows == 3)
    driver.ask_to_drain()
    assert driver.end().drained
    assert counts("postgres") == plays.expected


def test_driver_that_finds_nothing_to_read_says_so(start_driver, plays):
    plays.write(100)
    assert start_driver("csv").end().exit_code == 0
    driver = start_driver("csv", trigger=FAST)
    driver.until(lambda report: report.idle)
    assert driver.progress().state is DriverState.RUNNING
    driver.ask_to_drain()
    assert driver.end().drained


def test_checkpoint_of_another_job_is_left_alone(start_driver, plays, folder):
    plays.write(10)
    theirs = {"uid": "uid-2", "namespace": "default", "name": "theirs", "pipeline": "genre-counts"}
    (folder / "checkpoint").mkdir()
    mark = folder / "checkpoint" / "tunejob.json"
    mark.write_text(json.dumps(theirs | {"topics": {"plays": plays.topic}}))
    before = files_below(folder / "checkpoint")

    driver = start_driver("csv")
    ended = driver.end()

    assert (ended.exit_code, ended.failure_class, ended.drained) == (
        1,
        FailureClass.CHECKPOINT,
        False,
    )
    assert ended.message == (
        f"the checkpoint {folder}/checkpoint is of another job: job default/theirs "
        f"(genre-counts, uid uid-2) reading {plays.topic} "
        "(give this job a checkpoint.location of its own, or change checkpoint.resetNonce)"
    )
    assert [line for line in driver.log.read_text().splitlines() if "ERROR" in line] == [
        driver.log.read_text().splitlines()[-1]
    ]
    assert driver.log.read_text().endswith(f"ERROR {ended.message}\n")
    assert files_below(folder / "checkpoint") == before
    assert files_below(folder / "csv") == {}


def test_driver_that_waits_for_a_topic_can_be_interrupted(start_driver, topic_name, folder):
    driver = start_driver("csv", inputs={"plays": {"name": topic_name("missing")}}, topicWait="5m")
    driver.until(lambda report: report.startup.session > 0)
    driver.process.send_signal(signal.SIGINT)
    ended = driver.end()
    assert (ended.exit_code, ended.failure_class, ended.drained) == (0, None, True)
    assert "Traceback" not in driver.log.read_text()
    assert not (folder / "checkpoint").exists()


def test_topic_that_does_not_come_ends_the_driver(start_driver, topic_name, folder):
    topic = topic_name("missing")
    driver = start_driver("csv", inputs={"plays": {"name": topic}}, topicWait="2s")
    ended = driver.end()
    assert (ended.exit_code, ended.failure_class) == (1, FailureClass.KAFKA)
    assert ended.message == f"no topic {topic} (create it, or check kafka.topics and sinks)"
    assert "Traceback" not in driver.log.read_text()
    assert not (folder / "checkpoint").exists()
