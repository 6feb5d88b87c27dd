"""Small real stand-ins.

Time only passes when waited for; a Kafka in memory; and a broker inside the client library:
librdkafka's mock cluster, which speaks the real protocol.
"""

import logging
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import orjson
import pytest
from confluent_kafka import Producer

from tune_contract.errors import Unreachable
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.producer_config import ProducerConfig
from tune_contract.runtime.reports import DisorderCounts, Ledger
from tune_contract.tunejob.disorder import DisorderSpec
from tune_producer.account import Account
from tune_producer.board import Board
from tune_producer.books import Books
from tune_producer.disorder.plan import Plan
from tune_producer.event_id import EventIds
from tune_producer.ledger_file import LedgerFile
from tune_producer.recovery import Own
from tune_producer.reporter import Reporter
from tune_producer.run import Parts
from tune_producer.scenarios.scenario import Scenario
from tune_producer.scenarios.steady import Steady
from tune_producer.sender import Sender
from tune_producer.stop import Stop

NOW_MS = 1_800_000_000_000  # 2027-01-15T08:00:00Z, the first instant of a minute


@dataclass
class FakeClock:
    """Stands still unless waited for; asks for a stop at `stop_at`, if given."""

    seconds: float = 100.0
    stop: Stop | None = None
    stop_at: float = float("inf")

    def epoch_ms(self) -> float:
        return NOW_MS + (self.seconds - 100.0) * 1000

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.seconds += seconds
        if self.stop is not None and self.seconds >= self.stop_at:
            self.stop.request("asked")


@dataclass
class FakeTopic:
    """A topic of two partitions in memory: publisher and reader in one."""

    clock: FakeClock
    records: dict[int, list[bytes]] = field(default_factory=lambda: {0: [], 1: []})
    outstanding: int = 0
    failed: int = 0
    silent_from: float = float("inf")
    """The clock's second from which on nothing is taken or acknowledged."""
    answers: bool = True
    """False: questions are not answered."""
    refuses: bool = False
    deleted: dict[int, int] = field(default_factory=lambda: {0: 0, 1: 0})
    """Partition -> how many of its first records are no longer kept."""
    began: dict[int, int] = field(default_factory=lambda: {0: 0, 1: 0})
    """Partition -> the first record since the run's beginning."""

    @property
    def takes(self) -> bool:
        return self.clock.seconds < self.silent_from

    def publish(self, values: list[bytes]) -> bool:
        self.clock.wait(0.001)  # so that a loop without pauses ends, too
        if not self.takes:
            return False
        if self.refuses:
            self.failed += len(values)
            raise Unreachable("refused")
        target = min(self.records, key=lambda partition: len(self.records[partition]))
        self.records[target] += values
        return True

    def poll(self, seconds: float) -> int:
        self.clock.wait(seconds)
        return 0

    def flush(self, seconds: float) -> bool:
        if not self.takes:
            self.clock.wait(seconds)
        return self.takes

    def partitions(self) -> list[int]:
        if not self.answers:
            raise Unreachable("no answer")
        return sorted(self.records)

    def ends(self, partitions: list[int]) -> dict[int, int]:
        if not self.answers:
            raise Unreachable("no answer")
        return {partition: len(self.records[partition]) for partition in partitions}

    def kept(self, partitions: list[int]) -> dict[int, int]:
        return {partition: self.deleted[partition] for partition in partitions}

    def since(self, partitions: list[int], _time: datetime) -> dict[int, int]:
        return {part: max(self.began[part], self.deleted[part]) for part in partitions}

    def values(self, starts: dict[int, int], ends: dict[int, int]):
        for partition, start in starts.items():
            yield from self.records[partition][start : ends[partition]]

    def all_values(self) -> list[bytes]:
        return [value for values in self.records.values() for value in values]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def topic(clock) -> FakeTopic:
    return FakeTopic(clock)


@pytest.fixture(scope="session")
def make_topic():
    """make_topic() -> a topic in memory and its clock, for tests that need many."""

    def make() -> tuple[FakeTopic, FakeClock]:
        clock = FakeClock()
        return FakeTopic(clock), clock

    return make


@pytest.fixture(scope="session")
def ids() -> EventIds:
    return EventIds(seed=7, run="0011223344")


@pytest.fixture(scope="session")
def steady(ids) -> Steady:
    return Steady(ids)


@pytest.fixture
def own(ids, steady) -> Own:
    return Own(ids, steady.keys, ("genre",), Plan(DisorderSpec(), ids))


@pytest.fixture
def ledger(ids) -> Ledger:
    return Ledger(topic="plays", scenario="steady", seed=ids.seed, run=ids.run)


@pytest.fixture
def config(tmp_path) -> ProducerConfig:
    return ProducerConfig(
        kafka=KafkaConnection(bootstrap_servers="127.0.0.1:1"),
        topic="plays",
        ledger_file=str(tmp_path / "ledger.json"),
        termination_file=str(tmp_path / "end.json"),
    )


@pytest.fixture
def board() -> Board:
    return Board(target_rate=1000.0, acknowledged=0, now=100.0)


@pytest.fixture
def make_parts(topic, clock, steady, ledger, config, board):  # noqa: PLR0913, PLR0917 - fixtures
    """make_parts(total=0, stop_at=...) -> the parts of a run on the topic in memory."""

    def make(
        total: int = 0,
        start: Ledger | None = None,
        stop_at: float = float("inf"),
        scenario: Scenario = steady,
    ) -> Parts:
        stop = clock.stop = Stop()
        clock.stop_at = stop_at
        account = Account(start or ledger, scenario.keys, total)
        file = LedgerFile(config.ledger_file)
        reporter = Reporter(board, logging.getLogger("test"), lines=False)
        books = Books(account, file, topic, [0, 1])
        return Parts(account, Sender(scenario, topic, account), topic, books, reporter, clock, stop)

    return make


@pytest.fixture(scope="module")
def broker():
    """host:port of a broker that makes every topic it is asked for, with four partitions."""
    cluster = Producer({"test.mock.num.brokers": 1})
    first = next(iter(cluster.list_topics(timeout=10).brokers.values()))
    yield f"{first.host}:{first.port}"
    cluster.flush(0)


@dataclass
class Recount:
    """What a topic holds, found out without the product: by the look of the records alone."""

    by_genre: Counter[str] = field(default_factory=Counter)
    disorder: Counter[str] = field(default_factory=Counter)
    numbers: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, values: list[bytes]) -> "Recount":
        made = cls()
        for value in values:
            made.take(value)
        return made

    def take(self, value: bytes) -> None:
        number = int(re.search(rb"-([0-9]{15})", value)[1])
        if number in self.numbers:
            self.disorder["duplicated"] += 1
            return
        self.numbers.add(number)
        time = self.time(value)
        if time is None:
            self.disorder["malformed"] += 1
        elif time > NOW_MS + 3_600_000:
            self.disorder["future"] += 1
        elif time < NOW_MS - 300_000:
            self.disorder["late"] += 1
        else:
            self.by_genre[orjson.loads(value)["genre"]] += 1

    @staticmethod
    def time(value: bytes) -> int | None:
        try:
            event = orjson.loads(value)
        except orjson.JSONDecodeError:
            return None
        time = event.get("timestamp") if isinstance(event, dict) else None
        return time if isinstance(time, int) else None

    def agrees_with(self, ledger: Ledger) -> None:
        assert ledger.by_key == self.by_genre
        assert ledger.acknowledged == self.by_genre.total()
        assert sum(entry.count for entry in ledger.entries) == ledger.acknowledged
        assert ledger.disorder == DisorderCounts(**self.disorder)
        assert ledger.next_sequence == len(self.numbers)
        assert self.numbers == set(range(len(self.numbers)))


@pytest.fixture(scope="session")
def recount():
    """recount(values) -> what a topic with these records holds."""
    return Recount.of
