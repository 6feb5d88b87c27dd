"""How fast one API takes events and writes them to Kafka, with acks=all.

    ingest.py [--bootstrap-servers 127.0.0.1:9092] [--batch 1000] [--requests 300] [--clients 4]
              [--rounds 3]

A request is a batch of plays in NDJSON, made before; its latency ends with the answer, when Kafka
has acknowledged all of them. Client, API and broker share the machine. The topic is deleted at the
end.
"""

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import psutil
from common import MIB, kafka, options, spread
from confluent_kafka.admin import AdminClient, NewTopic

from tune_producer.event_id import EventIds
from tune_producer.scenarios.steady import Steady

TOPIC = "tune-benchmark-ingest"
PARTITIONS = 3
NDJSON = {"Content-Type": "application/x-ndjson"}


@contextmanager
def fresh_topic(bootstrap_servers: str) -> Iterator[None]:
    """The topic, empty; deleted at the end."""
    admin = AdminClient({"bootstrap.servers": bootstrap_servers})
    admin.create_topics([NewTopic(TOPIC, num_partitions=PARTITIONS)])[TOPIC].result(30)
    try:
        yield
    finally:
        admin.delete_topics([TOPIC])[TOPIC].result(30)
        time.sleep(1)  # until the name is free again


@contextmanager
def api(bootstrap_servers: str, folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """An API that takes the topic's events; its address and its process. It needs no database."""
    uri = folder / "uri"
    uri.write_text("postgresql://nobody@127.0.0.1:1/none", encoding="utf-8")
    where = ["--port", "0", "--jobs-dir", str(folder), "--database-uri-file", str(uri)]
    ingest = ["--ingest-topics", f"{TOPIC}=play", "--kafka-bootstrap-servers", bootstrap_servers]
    process = subprocess.Popen(
        [sys.executable, "-m", "tune_api", *where, *ingest, "--exit-with-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    address = re.search(r"http://\S+", process.stdout.readline())[0]
    try:
        yield address, psutil.Process(process.pid)
    finally:
        process.stdin.close()
        process.wait(30)


def bodies(requests: int, batch: int, mark: str) -> list[bytes]:
    """Requests of plays of now, each with ids of its own."""
    steady, total = Steady(EventIds(7, mark)), requests * batch
    now = np.full(1000, time.time() * 1000, dtype=np.int64)
    values: list[bytes] = []
    while len(values) < total:
        values += steady.events(len(values), now).values
    return [b"\n".join(values[place : place + batch]) for place in range(0, total, batch)]


def send(client: httpx.Client, body: bytes) -> float:
    """Seconds until the answer."""
    began = time.perf_counter()
    answer = client.post(f"/api/v1/topics/{TOPIC}/events", content=body, headers=NDJSON)
    seconds = time.perf_counter() - began
    assert answer.status_code == 202, answer.text
    assert not answer.json()["duplicates"]
    return seconds


def one_round(address: str, made: list[bytes], clients: int) -> tuple[float, list[float]]:
    """Seconds in all, and of each request."""
    with (
        httpx.Client(base_url=address, timeout=60, trust_env=False) as client,
        ThreadPoolExecutor(clients) as threads,
    ):
        began = time.perf_counter()
        latencies = list(threads.map(lambda body: send(client, body), made))
        return time.perf_counter() - began, latencies


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--bootstrap-servers", default="", help="not the embedded Kafka but this")
    parser.add_argument("--batch", type=int, default=1000, help="events in a request")
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--clients", type=int, default=4, help="requests at a time")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    rates: list[float] = []
    latencies: list[float] = []
    with (
        kafka(asked.bootstrap_servers) as servers,
        fresh_topic(servers),
        tempfile.TemporaryDirectory() as folder,
        api(servers, Path(folder)) as (address, process),
    ):
        one_round(address, bodies(20, asked.batch, "warm"), asked.clients)
        before = sum(process.cpu_times()[:2])
        for number in range(asked.rounds):
            made = bodies(asked.requests, asked.batch, f"round{number}")
            seconds, found = one_round(address, made, asked.clients)
            rates.append(asked.requests * asked.batch / seconds)
            latencies += found
        busy = sum(process.cpu_times()[:2]) - before
        memory = process.memory_info().rss / MIB
    cuts = statistics.quantiles(latencies, n=100)
    events = asked.rounds * asked.requests * asked.batch
    print(
        f"events   {spread(rates, 'events/s')}, batches of {asked.batch}, {asked.clients} clients"
    )
    print(f"latency  p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms of a request")
    print(f"API      {busy / events * 1e6:.1f} µs of processor an event, {memory:.0f} MiB resident")


if __name__ == "__main__":
    main()
