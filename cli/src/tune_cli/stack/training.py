"""Records the broker's AOT cache: one run of a throwaway broker that does what every start does."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kafka import KafkaConsumer, KafkaProducer  # type: ignore[import-untyped]
from kafka.admin import KafkaAdminClient, NewTopic  # type: ignore[import-untyped]

from tune_cli.settings import Home
from tune_cli.stack.broker import Broker, broker_cache
from tune_cli.stack.jars import Jars
from tune_cli.stack.java import Java
from tune_cli.stack.leftovers import STOP_SIGNALS
from tune_cli.stack.ports import LOOPBACK, choose_port
from tune_cli.stack.processes import end_process, reference
from tune_cli.stack.state import ServiceName
from tune_contract.errors import TemporaryError

READY_PATIENCE = 60.0
RECORD_PATIENCE = 60.0  # the cache is written when the broker ends: 5 s on two cores
POLL_SECONDS = 0.05
_RECORDS = 1000


def train_broker(home: Home, java: Java, jars: Jars) -> bool:
    """Record the broker's cache, about 12 s.

    Returns:
        Whether there is one now: a Java older than 25 records none.

    Raises:
        TemporaryError: the throwaway broker does not start.
    """
    cache = broker_cache(home.aot, java, jars.kafka)
    if not cache.possible:
        return False
    folder = home.aot / "training"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with throwaway(
            Broker(folder, java, jars.kafka, choose_port(None), cache.record_flags())
        ) as bootstrap_servers:
            _exercise(bootstrap_servers, "training")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return cache.keep()


@contextmanager
def throwaway(broker: Broker) -> Iterator[str]:
    """A broker for a short while; yields its bootstrap servers.

    Raises:
        TemporaryError: it does not start.
    """
    broker.prepare()
    process = broker.start(broker.folder / "kafka.log")
    try:
        deadline = time.monotonic() + READY_PATIENCE
        while not broker.is_ready(process.pid):
            if process.poll() is not None or time.monotonic() > deadline:
                raise TemporaryError("the throwaway Kafka does not start", "see 'tune doctor'")
            time.sleep(POLL_SECONDS)
        yield f"{LOOPBACK}:{broker.port}"
    finally:
        end_process(reference(process.pid), STOP_SIGNALS[ServiceName.KAFKA], RECORD_PATIENCE)
        process.wait()


def _exercise(bootstrap_servers: str, topic: str) -> None:
    """What the first seconds of every job ask of Kafka."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap_servers)
    admin.create_topics([NewTopic(topic, num_partitions=3, replication_factor=1)])
    producer = KafkaProducer(bootstrap_servers=bootstrap_servers, acks="all")
    for number in range(_RECORDS):
        producer.send(topic, b"x" * 158, key=str(number).encode())
    producer.close()
    consumer = KafkaConsumer(
        topic, bootstrap_servers=bootstrap_servers, group_id="training",
        auto_offset_reset="earliest", consumer_timeout_ms=2000,
    )  # fmt: skip
    for _ in zip(range(_RECORDS), consumer, strict=False):
        pass
    consumer.close()
    admin.delete_topics([topic])
    admin.close()
