"""Jobs that are killed, with the services of `tests/services.py`.

chain("csv", "redis")   a job with these sinks, its first driver started; ended after the test
asked                   which runs: FAULT_SINKS=csv,redis FAULT_POINTS=before-parse FAULT_SEEDS=20
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tune_contract.tunejob.sinks import SinkKind
from tune_jobs.driver.faults import FaultPoint

from ..services import *  # noqa: F403, TID252 - fixtures, by their names
from .chain import Chain
from .failures import AtPoint, Failure, deaths_of, outages
from .job import Job
from .ledger import Plays
from .report import Report
from .sinks import SINKS, Places

REPORT = pytest.StashKey[Report]()
_OF_A_SINK = tuple(point for point in FaultPoint if point.of_sink())


@dataclass(frozen=True)
class Asked:
    """Which part of the matrix; empty = all of it."""

    sinks: Sequence[str]
    points: Sequence[str]
    seeds: range
    sample: bool = False
    """Only what dies at the driver's own points: each sink at one of its two, one alone at both."""

    def failures(self, kinds: Sequence[SinkKind], state: Path) -> list[Failure]:
        found = [*deaths_of(kinds), *outages(kinds, state)]
        if self.sample:
            return [each for each in found if isinstance(each, AtPoint) and _sampled(each, kinds)]
        return [each for each in found if not self.points or each.name in self.points]

    def chosen(self, kinds: Sequence[SinkKind]) -> list[SinkKind]:
        return [kind for kind in kinds if not self.sinks or kind in self.sinks]


@pytest.fixture(scope="session")
def asked() -> Asked:
    return Asked(
        sinks=_words("FAULT_SINKS"),
        points=_words("FAULT_POINTS"),
        seeds=_seeds(os.environ.get("FAULT_SEEDS", "1")),
        sample="FAULT_SEEDS" not in os.environ and "MINUTES" not in os.environ,
    )


@pytest.fixture(scope="session")
def report(pytestconfig) -> Report:
    return pytestconfig.stash.setdefault(REPORT, Report())


@pytest.fixture
def results_topic(make_topic) -> str:
    return make_topic("results", configs={"cleanup.policy": "compact"})


@pytest.fixture
def places(stack, redis_server, schema_name, results_topic, tmp_path) -> Places:
    return Places(
        folder=tmp_path,
        database_uri=stack.database_uri,
        schema=schema_name,
        redis_uri=redis_server.uri,
        bootstrap_servers=stack.bootstrap_servers,
        results_topic=results_topic,
    )


@pytest.fixture
def chain(
    kafka, make_topic, trained_environment, places, report
) -> Iterator[Callable[[Sequence[SinkKind]], Chain]]:
    made: list[Chain] = []

    def make(kinds: Sequence[SinkKind]) -> Chain:
        plays = Plays(kafka.bootstrap_servers, make_topic("plays", partitions=3))
        sinks = {kind: SINKS[kind](places) for kind in kinds}
        job = Job(places.folder, kafka.bootstrap_servers, plays.topic, sinks, trained_environment)
        made.append(Chain(job, plays, report))
        made[-1].begin()
        return made[-1]

    yield make
    for each in made:
        each.close()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    report = config.stash.get(REPORT, None)
    if report is None or not report.lines:
        return
    terminalreporter.section("faults")
    if config.getoption("capture") != "no":
        for line in report.lines:
            terminalreporter.line(str(line))
    terminalreporter.line(report.summary())


def _sampled(failure: AtPoint, kinds: Sequence[SinkKind]) -> bool:
    if failure.sink is None:
        return len(kinds) > 1
    return len(kinds) == 1 or failure.point is _OF_A_SINK[kinds.index(failure.sink) % 2]


def _words(name: str) -> list[str]:
    return [word for word in os.environ.get(name, "").split(",") if word]


def _seeds(text: str) -> range:
    """`20`: 1 to 20; `5-7`: these."""
    first, dash, last = text.partition("-")
    return range(int(first), int(last) + 1) if dash else range(1, int(first) + 1)
