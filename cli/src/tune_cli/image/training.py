"""Trains the driver's ahead-of-time cache where no cluster is.

A throwaway Kafka, one driver on the image's own paths, and five seconds of plays: what `tune warm`
does with the demo. Every class that a start and the first batches need is then in the cache.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient, NewTopic

from tune_cli.backend.progress import ProgressReader
from tune_cli.stack.broker import Broker
from tune_cli.stack.java import Java
from tune_cli.stack.ports import LOOPBACK, choose_port
from tune_cli.stack.training import throwaway
from tune_contract.errors import TemporaryError
from tune_contract.events.play import Play
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.job_config import (
    CheckpointConfig,
    EndpointConfig,
    InputTopic,
    JobConfig,
    JobIdentity,
    SinkConfig,
    TriggerConfig,
)
from tune_contract.runtime.reports import DriverProgress, DriverState
from tune_contract.tunejob.sinks import SinkKind

TOPIC = "training"
GENRES = ("rock", "jazz", "folk", "soul", "metal")
ROUNDS = 25
EVENTS_A_ROUND = 160
ROUND_SECONDS = 0.2
START_PATIENCE = 300.0  # seconds, on a machine that builds other images and runs tests too
RECORD_PATIENCE = 300.0  # Java writes the cache when it ends: 20 s on two free cores
_POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Training:
    """What is needed for a training."""

    folder: Path
    """For everything that is thrown away afterwards."""
    java: Java
    kafka_jars: Sequence[Path]
    jars: Path
    """TUNE_JARS of the image: a cache fits no other path."""
    output: Path
    """The cache to write."""


def train_driver(training: Training) -> None:
    """Record the cache; about a minute on two cores.

    Raises:
        TemporaryError: Kafka or the driver did not do their part; the driver has said why.
    """
    port = choose_port(None)
    broker = Broker(training.folder / "kafka", training.java, training.kafka_jars, port)
    with throwaway(broker) as bootstrap_servers:
        admin = KafkaAdminClient(bootstrap_servers=bootstrap_servers)
        admin.create_topics([NewTopic(TOPIC, num_partitions=3, replication_factor=1)])
        admin.close()
        config = training_config(training.folder, bootstrap_servers, choose_port(None))
        with _driver(training, config) as driver:
            read = _reader(driver, config.endpoint.port)
            _wait(lambda: read().state is DriverState.RUNNING, "start")
            _produce(bootstrap_servers)
            _wait(lambda: read().input_rows == ROUNDS * EVENTS_A_ROUND, "read the plays")
    if driver.returncode or not training.output.exists():
        raise TemporaryError(
            f"the driver recorded no cache (exit code {driver.returncode})", "see what it said"
        )


def training_config(folder: Path, bootstrap_servers: str, port: int) -> JobConfig:
    """A job with a sink that works in Python and one that works in Java."""
    return JobConfig(
        job=JobIdentity(namespace="build", name="training", uid="training"),
        pipeline="genre-counts",
        kafka=KafkaConnection(bootstrap_servers=bootstrap_servers),
        inputs={"plays": InputTopic(name=TOPIC)},
        sinks=[
            SinkConfig(kind=SinkKind.CSV, path=str(folder / "csv")),
            SinkConfig(kind=SinkKind.DELTA, path=str(folder / "delta")),
        ],
        trigger=TriggerConfig(interval=timedelta(seconds=1)),
        checkpoint=CheckpointConfig(location=str(folder / "checkpoint")),
        endpoint=EndpointConfig(port=port),
    )


def play(number: int, now: float) -> bytes:
    """A play at that time, in seconds since 1970."""
    return (
        Play(
            event_id=f"training-{number}", timestamp=int(now * 1000), user_id=f"user-{number % 50}",
            track_id=f"track-{number % 100}", title="Title", artist="Artist",
            genre=GENRES[number % len(GENRES)], region="NO", platform="ios", duration_ms=180_000,
            completed=True,
        ).model_dump_json().encode()
    )  # fmt: skip


def _produce(bootstrap_servers: str) -> None:
    producer = KafkaProducer(bootstrap_servers=bootstrap_servers, acks="all")
    for first in range(0, ROUNDS * EVENTS_A_ROUND, EVENTS_A_ROUND):
        for number in range(first, first + EVENTS_A_ROUND):
            producer.send(TOPIC, play(number, time.time()), key=str(number).encode())
        producer.flush()
        time.sleep(ROUND_SECONDS)
    producer.close()


@contextmanager
def _driver(training: Training, config: JobConfig) -> Iterator[subprocess.Popen[bytes]]:
    """A driver that records; it is drained in the end, which also writes the cache."""
    file = training.folder / "job.json"
    file.write_text(config.model_dump_json(), encoding="utf-8")
    environment = {
        "JAVA_HOME": str(training.java.home),
        "TUNE_JARS": str(training.jars),
        "TUNE_AOT_OUTPUT": str(training.output),
        "SPARK_LOCAL_IP": LOOPBACK,  # where an image is built, the machine's name may lead nowhere
    }
    command = [sys.executable, "-P", "-m", "tune_jobs", "--config", str(file)]
    driver = subprocess.Popen(command, env=os.environ | environment)
    try:
        yield driver
    finally:
        driver.terminate()
        try:
            driver.wait(RECORD_PATIENCE)
        except subprocess.TimeoutExpired:
            driver.kill()
            driver.wait()


def _reader(driver: subprocess.Popen[bytes], port: int) -> Callable[[], DriverProgress]:
    """Asks the driver how it goes."""
    reader = ProgressReader()

    def read() -> DriverProgress:
        if driver.poll() is not None:
            raise TemporaryError("the driver ended too early", "see what it said")
        return reader.read(port, DriverProgress) or DriverProgress()

    return read


def _wait(done: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + START_PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise TemporaryError(f"the driver did not {what} in time", "build again, or AOT=false")
        time.sleep(_POLL_SECONDS)
