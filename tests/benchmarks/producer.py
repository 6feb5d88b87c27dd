"""How fast one producer fills a topic, with acks=all: events made as it goes, and made before.

    producer.py [--bootstrap-servers 127.0.0.1:9092] [--total 5000000] [--rounds 3]

The product's own publisher writes both: once fed by the scenario, once with 10,000 values made
before, again and again. The ratio says what making events costs. Rounds alternate, as machines
are noisy; the topic is deleted at the end.
"""

import logging
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from common import kafka, options, spread
from confluent_kafka.admin import AdminClient, NewTopic

from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.reports import Ledger
from tune_producer.account import Account
from tune_producer.event_id import EventIds
from tune_producer.kafka import settings
from tune_producer.kafka.publisher import Publisher
from tune_producer.scenarios.steady import Steady
from tune_producer.sender import MOST, Sender

TOPIC = "tune-benchmark-producer"
PARTITIONS = [0, 1, 2]
READY_MADE = 10_000


@contextmanager
def fresh_topic(bootstrap_servers: str) -> Iterator[None]:
    """The topic, empty; deleted at the end."""
    admin = AdminClient({"bootstrap.servers": bootstrap_servers})
    made = admin.create_topics([NewTopic(TOPIC, num_partitions=len(PARTITIONS))])
    made[TOPIC].result(30)
    try:
        yield
    finally:
        admin.delete_topics([TOPIC])[TOPIC].result(30)
        time.sleep(1)  # until the name is free again


def new_publisher(bootstrap_servers: str) -> Publisher:
    """A publisher that has met its broker, so that only writing is measured."""
    connection = KafkaConnection(bootstrap_servers=bootstrap_servers)
    log = logging.getLogger("benchmark")
    publisher = Publisher(settings.writing(connection, log), TOPIC, PARTITIONS)
    publisher.publish([b"{}"])
    publisher.flush(30)
    return publisher


def made_as_it_goes(publisher: Publisher, steady: Steady, total: int) -> float:
    """Seconds until all is acknowledged."""
    ledger = Ledger(topic=TOPIC, scenario="steady", seed=7)
    sender = Sender(steady, publisher, Account(ledger, steady.keys, total))
    start, first = time.perf_counter(), 0
    while first < total:
        count = min(sender.most(first), total - first)
        times = np.full(count, time.time() * 1000, dtype=np.int64)
        publisher.poll(0)
        first += count if sender.send(first, times) else 0
    publisher.flush(120)
    return time.perf_counter() - start


def made_before(publisher: Publisher, values: list[bytes], total: int) -> float:
    """Seconds until all is acknowledged."""
    parts = [values[place : place + MOST] for place in range(0, len(values), MOST)]
    start, sent = time.perf_counter(), 0
    while sent < total:
        part = parts[sent // MOST % len(parts)][: total - sent]
        publisher.poll(0)
        sent += len(part) if publisher.publish(part) else 0
    publisher.flush(120)
    return time.perf_counter() - start


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--bootstrap-servers", default="", help="not the embedded Kafka but this")
    parser.add_argument("--total", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with kafka(asked.bootstrap_servers) as servers:
        rates, size = measure(servers, asked.total, asked.rounds)
    for name, found in rates.items():
        megabytes = statistics.median(found) * size / 1e6
        print(f"{name:<16} {spread(found, 'events/s')}, {megabytes:.0f} MB/s of {size:.0f} bytes")
    ratio = statistics.median(rates["made as it goes"]) / statistics.median(rates["made before"])
    print(f"ratio            {ratio:.2f}")


def measure(servers: str, total: int, rounds: int) -> tuple[dict[str, list[float]], float]:
    """Events per second of each round, and the bytes of an event."""
    steady = Steady(EventIds(7, "benchmark0"))
    now = np.full(READY_MADE, time.time() * 1000, dtype=np.int64)
    values = steady.events(0, now).values
    rates: dict[str, list[float]] = {"made as it goes": [], "made before": []}
    for _ in range(rounds):
        with fresh_topic(servers):
            seconds = made_as_it_goes(new_publisher(servers), steady, total)
        rates["made as it goes"].append(total / seconds)
        with fresh_topic(servers):
            seconds = made_before(new_publisher(servers), values, total)
        rates["made before"].append(total / seconds)
    return rates, sum(map(len, values)) / len(values)


if __name__ == "__main__":
    main()
