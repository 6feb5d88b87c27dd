"""How a job names a sink, and how its totals are read back: not by the product's own readers.

Another sink is another small class here, with its line in `SINKS`.
"""

import csv
import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pyarrow.parquet as pq
import redis
from psycopg import sql

from tune_contract.tunejob.sinks import SinkKind

from ..readers import kafka_reader  # noqa: TID252
from .ledger import Key, Place

COUNTS, DEAD = "genre_counts", "dead_letters"
Row = dict[str, object]


@dataclass(frozen=True)
class Places:
    """Where the sinks of one job are."""

    folder: Path
    database_uri: str
    schema: str
    redis_uri: str
    bootstrap_servers: str
    results_topic: str

    def secret(self, name: str, uri: str) -> str:
        """A file with a connection string."""
        path = self.folder / f"{name}-uri"
        path.write_text(uri)
        return str(path)


class TestedSink(ABC):
    """A sink with its rows; most need no more than this."""

    __test__ = False

    def __init__(self, places: Places) -> None:
        self._places = places

    @abstractmethod
    def config(self) -> dict[str, str]:
        """The sink in the JobConfig, but for its kind."""

    @abstractmethod
    def rows(self, table: str) -> Iterator[Row]:
        """What it holds of a table."""

    def counts(self) -> Counter[Key]:
        """Plays by window and genre, summed up."""
        found: Counter[Key] = Counter()
        for row in self.rows(COUNTS):
            found[_moment(row["window_start"]), str(row["genre"])] += int(str(row["count"]))
        return found

    def dead_letters(self) -> Counter[Place] | None:
        """Where the dead records were; None where only their number is kept."""
        return Counter(
            (int(str(row["partition"])), int(str(row["offset"]))) for row in self.rows(DEAD)
        )

    def dead_letter_count(self) -> int:
        return sum(1 for _ in self.rows(DEAD))


class Postgres(TestedSink):
    def config(self) -> dict[str, str]:
        uri_file = self._places.secret("postgres", self._places.database_uri)
        return {"uriFile": uri_file, "schema": self._places.schema}

    def rows(self, table: str) -> Iterator[Row]:
        with psycopg.connect(self._places.database_uri) as connection:
            cursor = connection.cursor(row_factory=psycopg.rows.dict_row)
            name = sql.Identifier(self._places.schema, table)
            yield from cursor.execute(sql.SQL("SELECT * FROM {}").format(name))


class Files(TestedSink):
    """A sink that is a folder."""

    folder: str

    def config(self) -> dict[str, str]:
        return {"path": str(self._places.folder / self.folder)}

    def files(self, table: str) -> list[Path]:
        return sorted((self._places.folder / self.folder / table).glob(f"[!.]*.{self.folder}"))


class Csv(Files):
    folder = "csv"

    def rows(self, table: str) -> Iterator[Row]:
        for path in self.files(table):
            with path.open(newline="") as file:
                yield from csv.DictReader(file)


class Parquet(Files):
    folder = "parquet"

    def rows(self, table: str) -> Iterator[Row]:
        for path in self.files(table):
            yield from pq.read_table(path).to_pylist()


class Delta(Files):
    """Read by the protocol: the files that the log has added and not removed."""

    folder = "delta"

    def rows(self, table: str) -> Iterator[Row]:
        root = self._places.folder / self.folder / table
        there: set[str] = set()
        for version in sorted((root / "_delta_log").glob("[0-9]*.json")):
            for line in version.read_text().splitlines():
                action = json.loads(line)
                if "remove" in action:
                    there.discard(action["remove"]["path"])
                if "add" in action:
                    assert not action["add"].get("deletionVector")
                    there.add(action["add"]["path"])
        for path in sorted(there):
            yield from pq.ParquetFile(root / unquote(path)).read().to_pylist()


class Redis(TestedSink):
    prefix = "faults:"

    def config(self) -> dict[str, str]:
        uri_file = self._places.secret("redis", self._places.redis_uri)
        return {"uriFile": uri_file, "keyPrefix": self.prefix}

    def rows(self, table: str) -> Iterator[Row]:
        with self._client() as client:
            for window in client.zrange(f"{self.prefix}windows:{table}", 0, -1):
                for member in client.smembers(f"{self.prefix}keys:{table}:{window}"):
                    yield client.hgetall(f"{self.prefix}{table}:{window}:{member}")

    def dead_letters(self) -> None:
        return None

    def dead_letter_count(self) -> int:
        with self._client() as client:
            return int(client.get(f"{self.prefix}count:{DEAD}") or 0)

    def _client(self) -> redis.Redis:
        return redis.Redis.from_url(self._places.redis_uri, decode_responses=True, protocol=2)


class Kafka(TestedSink):
    """Read as docs/kafka-sink.md says."""

    def config(self) -> dict[str, str]:
        return {"topic": self._places.results_topic}

    def rows(self, table: str) -> Iterator[Row]:
        reader = kafka_reader()
        results = reader.Results()
        asked = self._places.bootstrap_servers, self._places.results_topic
        for message in reader.read(*asked, to_the_end=True):
            results.take(reader.Change.of(message))
        yield from results.rows(table)


SINKS: dict[SinkKind, type[TestedSink]] = {
    SinkKind.POSTGRES: Postgres,
    SinkKind.CSV: Csv,
    SinkKind.PARQUET: Parquet,
    SinkKind.REDIS: Redis,
    SinkKind.KAFKA: Kafka,
    SinkKind.DELTA: Delta,
}


def _moment(value: object) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    assert isinstance(found, datetime)
    return found.astimezone(UTC)
