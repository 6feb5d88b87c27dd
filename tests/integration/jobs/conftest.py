"""One Spark session for all tests that need one, and drivers as the processes they are."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from confluent_kafka import Producer
from pyspark.sql import SparkSession

from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.runtime.job_config import JobConfig
from tune_jobs.settings import DriverSettings, read_settings
from tune_jobs.sinks.sink import Batch, Row, TableRows
from tune_jobs.spark.gateway import start_gateway
from tune_jobs.spark.session import make_session

from ...drivers import Driver, free_port  # noqa: TID252
from ...readers import kafka_reader  # noqa: TID252

GENRES = ("pop", "rock", "hip-hop", "jazz", "80s")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def spark(driver_environment, tmp_path_factory) -> Iterator[SparkSession]:
    """A session with Kafka and Delta, as a driver makes it."""
    settings: DriverSettings = read_settings(driver_environment)
    config = job_config(
        sinks=[{"kind": "delta", "path": "/delta"}],
        spark={"conf": {"spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse"))}},
    )
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JAVA_TOOL_OPTIONS", driver_environment["JAVA_TOOL_OPTIONS"])
        gateway = start_gateway(settings, config.spark)
    try:
        gateway.connect()
        session = make_session(config)
        yield session
        session.stop()
    finally:
        gateway.close()


def job_config(**fields: object) -> JobConfig:
    document = {
        "job": {"namespace": "default", "name": "genre-counts", "uid": "uid-1"},
        "pipeline": "genre-counts",
        "parameters": {"watermark": "1h"},
        "kafka": {"bootstrapServers": "127.0.0.1:1"},
        "inputs": {"plays": {"name": "music-plays"}},
        "sinks": [],
        "trigger": {"availableNow": True},
        "checkpoint": {"location": "/checkpoint"},
        "endpoint": {"port": 1},
    }
    return JobConfig.model_validate(document | fields)


@pytest.fixture
def make_config() -> Callable[..., JobConfig]:
    """make_config(sinks=[...], ...) -> a JobConfig; fields in the document's spelling."""
    return job_config


@pytest.fixture
def make_row() -> Callable[[int, str, int], Row]:
    """make_row(minute, genre, count) -> a row of genre_counts."""

    def make(minute: int, genre: str, count: int) -> Row:
        start = NOON + timedelta(minutes=minute)
        return (start, start + timedelta(minutes=1), genre, count)

    return make


@pytest.fixture
def make_batch() -> Callable[..., Batch]:
    """make_batch(number, *rows) -> a batch of genre_counts."""

    def make(number: int, *rows: Row) -> Batch:
        return Batch("query-1", number, (TableRows(GENRE_COUNTS_TABLE, rows),))

    return make


@pytest.fixture
def uri_file(database, tmp_path) -> Path:
    """The file that holds the database's connection string."""
    path = tmp_path / "uri"
    path.write_text(database.uri)
    return path


@pytest.fixture(scope="session")
def reader() -> ModuleType:
    """examples/kafka-reader: the reader that docs/kafka-sink.md shows."""
    return kafka_reader()


@dataclass
class Plays:
    """Writes plays into a topic and counts them, window by window, as the results should be."""

    bootstrap_servers: str
    topic: str
    seed: int = 7
    expected: Counter[tuple[datetime, str]] = field(default_factory=Counter)
    records: int = 0
    unacknowledged: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.producer = Producer(
            {"bootstrap.servers": self.bootstrap_servers, "message.max.bytes": 11_000_000}
        )
        self._random = random.Random(self.seed)
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        self._start = now - timedelta(minutes=10)

    def write(self, count: int) -> None:
        """Write good plays, spread over ten minutes and all partitions."""
        for _ in range(count):
            at = self._start + timedelta(milliseconds=self._random.randrange(600_000))
            genre = self._random.choice(GENRES)
            self.expected[at.replace(second=0, microsecond=0), genre] += 1
            play = {"genre": genre, "timestamp": (at - EPOCH) // timedelta(milliseconds=1)}
            self.write_raw(json.dumps(play).encode())
        self.flush()

    def write_raw(self, value: bytes | None) -> None:
        """Write a record as it is; `flush` afterwards."""
        self.records += 1
        self.producer.produce(self.topic, value, on_delivery=self._delivered)
        self.producer.poll(0)

    def flush(self) -> None:
        assert self.producer.flush(30) == 0
        assert self.unacknowledged == []

    def _delivered(self, error: object, _: object) -> None:
        if error is not None:
            self.unacknowledged.append(error)


@pytest.fixture
def plays(kafka, make_topic) -> Plays:
    """A writer of plays into a topic of three partitions."""
    return Plays(kafka.bootstrap_servers, make_topic("plays", partitions=3))


@pytest.fixture
def start_driver(
    trained_environment, plays, uri_file, schema_name, make_topic
) -> Iterator[Callable[..., Driver]]:
    """start_driver("postgres", "csv", ...) -> a driver that counts `plays`; killed after the test.

    Everything it writes is in the folder of `uri_file`, or in a topic of the test's own; other
    fields of its JobConfig by keyword.
    """
    started: list[Driver] = []
    folder = uri_file.parent
    results_topic = cache(lambda: make_topic("results", partitions=3))

    def target(kind: str) -> dict[str, str]:
        match kind:
            case "postgres":
                return {"uriFile": str(uri_file), "schema": schema_name}
            case "kafka":
                return {"topic": results_topic()}
            case _:
                return {"path": str(folder / kind)}

    def start(*kinds: str, **fields: object) -> Driver:
        number = len(started)
        config = job_config(
            **{
                "kafka": {"bootstrapServers": plays.bootstrap_servers},
                "inputs": {"plays": {"name": plays.topic}},
                "sinks": [{"kind": kind} | target(kind) for kind in kinds],
                "checkpoint": {"location": str(folder / "checkpoint")},
                "spark": {
                    "driverMemory": "700m",
                    "localDir": str(folder / "scratch"),
                    # A batch that only moves the watermark would come between those we look at.
                    "conf": {"spark.sql.streaming.noDataMicroBatches.enabled": "false"},
                },
                "endpoint": {"port": free_port()},
                "terminationFile": str(folder / f"termination-{number}.json"),
                "exitWithParent": True,
            }
            | fields
        )
        started.append(Driver.start(config, folder, number, trained_environment))
        return started[-1]

    yield start
    for driver in started:
        if driver.process.poll() is None:
            driver.kill()
        driver.process.stdin.close()
