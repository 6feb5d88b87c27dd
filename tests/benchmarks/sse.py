"""How soon 1,000 clients of one API hear of an update, and how much memory that takes.

    sse.py [--clients 1000] [--rate 10] [--seconds 60] [--rows 1000]

Each update is a commit of one row with the time in it, and a notification, as the sink's. Its delay
ends when a client has read the event: clients, API and PostgreSQL share the machine, and the clients
are one process. A client that is told of several updates at once counts the delay of each.
"""

import asyncio
import json
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
from common import MIB, options
from results import SCHEMA, api, fresh_schema, postgres

from tune_contract.names import RESULTS_CHANNEL
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE

STREAM = f"/api/v1/jobs/default/bench/tables/{GENRE_COUNTS_TABLE.name}/stream"
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
_UPSERT = (
    f"INSERT INTO {SCHEMA}.{GENRE_COUNTS_TABLE.name} VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (window_start, genre) DO UPDATE SET count = excluded.count"
)


@dataclass
class Seen:
    """What the clients have read."""

    ready: int = 0
    delays: list[float] = field(default_factory=list)
    counting: bool = False

    def take(self, line: bytes) -> None:
        """Take in a line of a stream."""
        if line.startswith(b"event: snapshot"):
            self.ready += 1
        elif self.counting and line.startswith(b"data: "):
            now = time.monotonic_ns()
            for row in json.loads(line[6:])["rows"]:
                self.delays.append((now - row["count"]) / 1e6)


async def client(address: str, seen: Seen) -> None:
    """Read a stream for ever."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=MIB)
    writer.write(f"GET {STREAM} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
    try:
        while line := await reader.readline():
            seen.take(line)
    finally:
        writer.close()


async def update(uri: str, rate: float, seconds: float) -> int:
    """Commit updates at a steady rate; how many."""
    payload = json.dumps({"schema": SCHEMA, "table": GENRE_COUNTS_TABLE.name, "batchId": 1})
    begun, number = time.monotonic(), 0
    async with await psycopg.AsyncConnection.connect(uri) as connection:
        while time.monotonic() - begun < seconds:
            start = NOON + timedelta(minutes=number % 10)
            row = [start, start + timedelta(minutes=1), "bench", time.monotonic_ns()]
            await connection.execute(_UPSERT, row)
            await connection.execute("SELECT pg_notify(%s, %s)", [RESULTS_CHANNEL, payload])
            await connection.commit()
            number += 1
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
    return number


async def watch(process: psutil.Process, seconds: float) -> None:
    """Print the API's memory and processor time six times in all."""
    for _ in range(6):
        used = sum(process.cpu_times()[:2])
        await asyncio.sleep(seconds / 6)
        busy = (sum(process.cpu_times()[:2]) - used) / (seconds / 6)
        print(f"  {process.memory_info().rss / MIB:.0f} MiB, {busy:.0%} of a core", flush=True)


async def measure(address: str, process: psutil.Process, uri: str, asked: object) -> None:
    """Connect all clients, then update."""
    seen = Seen()
    empty = process.memory_info().rss
    reading = [asyncio.create_task(client(address, seen)) for _ in range(asked.clients)]
    begun = time.monotonic()
    while seen.ready < asked.clients:
        await asyncio.sleep(0.1)
    print(f"{asked.clients} clients have {asked.rows} rows: {time.monotonic() - begun:.1f} s")
    print(f"  {empty / MIB:.0f} MiB without clients")
    seen.counting = True
    watching = asyncio.create_task(watch(process, asked.seconds))
    updates = await update(uri, asked.rate, asked.seconds)
    await watching
    await asyncio.sleep(2)
    for each in reading:
        each.cancel()
    report(seen.delays, updates, asked.clients)


def report(delays: list[float], updates: int, clients: int) -> None:
    """Print what was measured."""
    cuts = statistics.quantiles(delays, n=100)
    print(
        f"{updates} updates, {len(delays) / (updates * clients):.1%} of them told one by one: "
        f"delay p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, worst {max(delays):.0f} ms"
    )


def fill(uri: str, rows: int) -> None:
    """What is there before the first update."""
    with psycopg.connect(uri) as connection:
        connection.execute(
            f"INSERT INTO {SCHEMA}.{GENRE_COUNTS_TABLE.name} SELECT %s - n * interval '1 minute',"
            " %s - (n - 1) * interval '1 minute', 'rock', n FROM generate_series(1, %s) AS n",
            [NOON, NOON, rows],
        )


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=10.0, help="updates a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rows", type=int, default=1000, help="in the table before")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres() as uri,
        fresh_schema(uri),
        api(uri, Path(folder)) as (address, process),
    ):
        fill(uri, asked.rows)
        asyncio.run(measure(address, process, uri, asked))


if __name__ == "__main__":
    main()
