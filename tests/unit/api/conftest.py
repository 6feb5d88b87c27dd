"""Small real stand-ins: jobs, results and a Kafka in memory, a client that needs no socket."""

import asyncio
import json
import operator
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from confluent_kafka import KafkaError
from fastapi import FastAPI

from tune_api.access.gate import Gate
from tune_api.access.scope import Scope
from tune_api.app import make_app
from tune_api.ingest.delivery import Delivery
from tune_api.ingest.intake import Intake
from tune_api.ingest.memory import Memory
from tune_api.ingest.metrics import IngestMetrics
from tune_api.ingest.records import RecordReader
from tune_api.ingest.service import Ingest
from tune_api.ingest.topic import Topic
from tune_api.jobs.records import driver_of
from tune_api.live.hub import LiveHub
from tune_api.live.jobs import JobBoard
from tune_api.metrics import Metrics
from tune_api.results.location import TableLocation
from tune_api.results.query import Operator, RowQuery, SeriesQuery, TotalsQuery
from tune_api.results.reader import Row, RowPage, Snapshot, Total, page_of
from tune_api.results.series import MAX_LINES, NOTHING, Span, Sum, bucket, fold, step_for
from tune_api.services import Services
from tune_contract.errors import NotFound, TuneError, Unreachable
from tune_contract.events import Play
from tune_contract.pipelines.genre_counts import GENRE_COUNTS, GENRE_COUNTS_TABLE
from tune_contract.pipelines.registry import PipelineRegistry
from tune_contract.runtime.job_events import JobEvent
from tune_contract.tunejob.job import TuneJob

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@dataclass
class MemoryJobs:
    """Jobs in a list."""

    jobs: list[TuneJob] = field(default_factory=list)
    down: bool = False
    lists: int = 0

    async def list(self):
        self.lists += 1
        if self.down:
            raise Unreachable("the Kubernetes API does not answer")
        return self.jobs

    async def get(self, namespace, name):
        for job in self.jobs:
            if (job.metadata.namespace, job.metadata.name) == (namespace, name):
                return job
        raise NotFound(f"there is no TuneJob {namespace}/{name}", "/api/v1/jobs lists them all")


@dataclass
class MemoryRecords:
    """Events and the lines of one log in lists."""

    told: list[JobEvent] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    async def events(self, _job):
        return self.told

    async def log(self, job, lines):
        driver = driver_of(job)
        return "".join(f"{driver}: {line}\n" for line in self.lines[-lines:])


@dataclass
class MemoryActions:
    """Keeps what is asked of jobs."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    error: TuneError | None = None

    async def ask(self, job, action):
        if self.error:
            raise self.error
        self.asked.append((job.metadata.name, action))


@dataclass
class MemoryResults:
    """Tables in lists, read as the database would; `down` makes it unreachable."""

    tables: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    down: bool = False
    reads: int = 0

    async def check(self) -> None:
        if self.down:
            raise Unreachable("PostgreSQL does not answer", "it is tried again by itself", 2.0)

    async def rows(self, location: TableLocation, query: RowQuery) -> RowPage:
        await self.check()
        positions = [location.table.columns.index(column) for column in query.order.columns]

        def place(row: Row):
            return tuple(row[position] for position in positions)

        found = sorted(self._filtered(location, query), key=place, reverse=query.order.descending)
        if query.after is not None:
            follows = operator.lt if query.order.descending else operator.gt
            found = [row for row in found if follows(place(row), query.after)]
        return page_of(location, query, found[: query.limit + 1])

    async def totals(self, location: TableLocation, query: TotalsQuery) -> tuple[Total, ...]:
        await self.check()
        by, of = (location.table.columns.index(column) for column in (query.by, query.of))
        sums: dict[object, int] = {}
        for row in self._filtered(location, query):
            sums[row[by]] = sums.get(row[by], 0) + row[of]
        return tuple(Total(*each) for each in sorted(sums.items(), key=lambda each: -each[1]))

    async def series(self, location: TableLocation, query: SeriesQuery):
        await self.check()
        at, of = (location.table.columns.index(column) for column in (query.time, query.of))
        by = location.table.columns.index(query.by) if query.by else None
        rows = self._filtered(location, query)
        if not rows:
            return NOTHING
        times = sorted({row[at] for row in rows})
        step = step_for(Span(times[0], times[-1], tuple(times)), query.points)
        sizes: dict[object, int] = {}
        for row in rows:
            value = None if by is None else row[by]
            sizes[value] = sizes.get(value, 0) + row[of]
        ranked = sorted(sizes, key=lambda value: (-sizes[value], value))
        sums: dict[tuple[datetime, int], Sum] = {}
        for row in rows:
            value = None if by is None else row[by]
            place = min(ranked.index(value) + 1, MAX_LINES + 1)
            key = (bucket(row[at], step), place)
            before = sums[key].total if key in sums else 0
            sums[key] = Sum(*key, value, before + row[of])
        return fold(step, list(sums.values()))

    async def parts(self, location: TableLocation, query: RowQuery):
        page = await self.rows(location, replace(query, limit=1_000_000))
        for start in range(0, len(page.rows), 2):
            yield page.rows[start : start + 2]

    async def snapshot(self, location, rows, totals) -> Snapshot:
        self.reads += 1
        sums = await self.totals(location, totals) if totals else ()
        return Snapshot(await self.rows(location, rows), sums)

    def _filtered(
        self, location: TableLocation, query: RowQuery | TotalsQuery | SeriesQuery
    ) -> list[Row]:
        rows = self.tables.get((location.db_schema, location.table.name), [])
        return [row for row in rows if all(holds(each, location, row) for each in query.filters)]


def holds(each, location, row) -> bool:
    value = row[location.table.columns.index(each.column)]
    if each.operator is Operator.EQUAL:
        return value in each.values
    compare = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
    return compare[each.operator](value, each.values[0])


@dataclass
class MemoryPublisher:
    """A Kafka in a list. `holding`: it acknowledges nothing until `release`."""

    records: list[tuple[str, bytes]] = field(default_factory=list)
    refused: dict[bytes, KafkaError] = field(default_factory=dict)
    reachable: bool = True
    outstanding: int = 0
    holding: bool = False
    held: list[Delivery] = field(default_factory=list)

    def publish(self, topic: str, ids, values) -> Delivery:
        delivery = Delivery(ids, values)
        self.records += [(topic, value) for value in values if value not in self.refused]
        self.held.append(delivery)
        if not self.holding:
            self.release()
        return delivery

    def release(self) -> None:
        for delivery in self.held:
            refused = [(value, self.refused.get(value)) for value in delivery.values]
            delivery.handed_over([(value, error) for value, error in refused if error])
            for _, error in refused:
                if not error:
                    delivery.report(None, None)
        self.held = []


@dataclass(frozen=True)
class Told:
    """An event as a client reads it."""

    name: str
    id: str
    data: dict

    def counts(self) -> list[tuple[str, int]]:
        return [(row["genre"], row["count"]) for row in self.data["rows"]]


def read_event(content: bytes) -> Told:
    lines = content.decode().removesuffix("\n\n").split("\n")
    fields = dict(line.split(": ", 1) for line in lines)
    return Told(fields["event"], fields["id"], json.loads(fields["data"]))


class Client:
    """Asks an app without a socket."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def get(self, url: str, **headers: str) -> httpx.Response:
        return asyncio.run(self.ask("GET", url, headers=headers))

    def post(self, url: str, content: bytes, **headers: str) -> httpx.Response:
        return asyncio.run(self.ask("POST", url, content=content, headers=headers))

    async def ask(self, method: str, url: str, **more) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, url, **more)


def count_row(minute: int, genre: str, count: int) -> Row:
    start = NOW + timedelta(minutes=minute)
    return (start, start + timedelta(minutes=1), genre, count)


@pytest.fixture
def told() -> Callable[[bytes], Told]:
    """told(event) -> what it says."""
    return read_event


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_row() -> Callable[[int, str, int], Row]:
    """make_row(minute, genre, count) -> a row of genre_counts."""
    return count_row


@pytest.fixture
def make_job() -> Callable[..., TuneJob]:
    """make_job(name, namespace, schema=..., status=..., pipeline=...) -> a job."""

    def make(name="genre-counts", namespace="default", **given) -> TuneJob:
        postgres = {"secretRef": {"name": "results-db"}, "schema": given.get("schema")}
        spec = {
            "pipeline": given.get("pipeline", "genre-counts"),
            "kafka": {"topics": {"plays": {"name": "music-plays"}}},
            "sinks": [{"postgres": postgres}],
        }
        metadata = {"name": name, "namespace": namespace}
        return TuneJob.model_validate(
            {"metadata": metadata, "spec": spec, "status": given.get("status", {})}
        )

    return make


@pytest.fixture
def location() -> TableLocation:
    return TableLocation("genre_counts", GENRE_COUNTS_TABLE)


@pytest.fixture
def results() -> MemoryResults:
    rows = [count_row(0, "rock", 5), count_row(0, "pop", 2), count_row(1, "rock", 7)]
    return MemoryResults({("genre_counts", "genre_counts"): rows})


@pytest.fixture
def jobs(make_job) -> MemoryJobs:
    return MemoryJobs([make_job()])


@pytest.fixture
def records() -> MemoryRecords:
    return MemoryRecords()


PLAY = {
    "event_id": "e1",
    "timestamp": 1769860800000,
    "user_id": "u1",
    "track_id": "t1",
    "title": "Blue Hour",
    "artist": "The Fjords",
    "genre": "indie",
    "region": "NO",
    "platform": "ios",
    "duration_ms": 183000,
    "completed": True,
}


def play_json(event_id: str = "e1", **changed: object) -> bytes:
    """A play, with other values; a field that is None is left out."""
    fields = {**PLAY, "event_id": event_id, **changed}
    given = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(given).encode()


@pytest.fixture
def play() -> Callable[..., bytes]:
    """play("e1", genre="rock") -> its JSON; play(genre=None) -> without it."""
    return play_json


@pytest.fixture
def publisher() -> MemoryPublisher:
    return MemoryPublisher()


@pytest.fixture
def plays_topic() -> Topic:
    return Topic("plays", RecordReader(Play), Memory(1000, 600.0, lambda: 0.0))


@pytest.fixture
def intake(publisher, plays_topic) -> Intake:
    return Intake(publisher, [plays_topic], seconds=0.05)


@pytest.fixture
def ingest_services(services, intake) -> Services:
    """Services with ingest for the topic `plays`, without keys."""
    metrics = IngestMetrics(services.metrics.registry, intake)
    return replace(services, ingest=Ingest(intake, metrics))


@pytest.fixture
def services(jobs, records, results) -> Services:
    return Services(
        jobs=jobs,
        records=records,
        pipelines=PipelineRegistry([GENRE_COUNTS]),
        results=results,
        live=LiveHub(results, lambda: NOW),
        board=JobBoard(jobs, PipelineRegistry([GENRE_COUNTS]), lambda: NOW),
        metrics=Metrics(),
        actions=MemoryActions(),
        gate=Gate(everybody=frozenset(Scope)),
    )


@pytest.fixture
def client(services) -> Client:
    return Client(make_app(services))
