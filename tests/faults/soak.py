"""A job under a steady load, with a failure every half a minute: `make soak`.

At the end all is drained and held against the producer's ledger. MINUTES=60 RATE=20000
FAULT_EVERY=30, and FAULT_SINKS and FAULT_POINTS as for `make faults`.
"""

import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tune_contract.tunejob.sinks import SinkKind

from .chain import Chain
from .job import Job
from .memory import Memory
from .oracle import Verdict
from .report import Line
from .schedule import TWICE
from .sinks import SINKS
from .steady import SteadyPlays

WINDOW = timedelta(minutes=5)  # Redis keeps sixty: five hours
KINDS = [SinkKind.POSTGRES, SinkKind.CSV, SinkKind.PARQUET, SinkKind.REDIS, SinkKind.KAFKA]
# 20,000 plays of 160 bytes a second are 11 GB in an hour: what is older than ten minutes may go.
SHORT = {"retention.ms": "600000", "segment.bytes": str(32 * 1024**2)}


@dataclass(frozen=True)
class Length:
    minutes: float
    rate: float
    every: float
    """Seconds from one failure to the next."""
    seed: int


@pytest.fixture
def length(asked) -> Length:
    return Length(
        minutes=float(os.environ.get("MINUTES", "60")),
        rate=float(os.environ.get("RATE", "20000")),
        every=float(os.environ.get("FAULT_EVERY", "30")),
        seed=asked.seeds[0],
    )


@pytest.fixture
def steady_plays(kafka, make_topic, places) -> Iterator[SteadyPlays]:
    topic = make_topic("soak", partitions=3, configs=SHORT)
    plays = SteadyPlays(kafka.bootstrap_servers, topic, places.folder, WINDOW)
    yield plays
    plays.stop()


@pytest.fixture
def soaked(steady_plays, trained_environment, places, report, asked) -> Iterator[Chain]:
    sinks = {kind: SINKS[kind](places) for kind in asked.chosen(KINDS)}
    servers, topic = steady_plays.bootstrap_servers, steady_plays.topic
    both_compilers = {**trained_environment, "JAVA_TOOL_OPTIONS": ""}  # as users have it
    job = Job(places.folder, servers, topic, sinks, both_compilers, window="5m")
    chain = Chain(job, steady_plays, report)
    yield chain
    chain.close()


def fail_now_and_then(chain: Chain, failures: list, length: Length) -> int:
    """A failure every so often; how many."""
    draw, began, struck = random.Random(length.seed), time.monotonic(), 0
    while True:
        # A recovery that takes longer puts off the next failure.
        time.sleep(length.every - (time.monotonic() - began) % length.every)
        passed = time.monotonic() - began
        if passed > length.minutes * 60:
            return struck
        failure = draw.choice(failures)
        faults, seconds = chain.recover(failure, draw, twice=draw.random() < TWICE)
        struck += faults
        name = f"{failure.name} {failure.sink or ''}"
        print(f"{passed:6.0f} s  {name:28} faults {faults}  recovery {seconds:.1f} s", flush=True)


def test_soak(soaked, asked, length, settings, report):
    plays, memory = soaked.plays, Memory(lambda: soaked.driver.process.pid)
    failures = asked.failures(list(soaked.job.sinks), settings.home.state)
    plays.start(length.rate, length.seed)
    soaked.start()
    with memory.watched():
        faults = fail_now_and_then(soaked, failures, length)
        plays.stop()
        drained = time.monotonic()
        soaked.settle()
    print(f"drained in {time.monotonic() - drained:.1f} s", *memory.lines(), sep="\n")
    events, recovery = plays.ledger.counts.total(), report.recoveries[-1]
    for kind, verdict in soaked.verdicts().items():
        report.add(Line(kind, "soak", length.seed, faults, events, recovery, verdict))
        assert soaked.job.sinks[kind].dead_letter_count() == plays.malformed, kind
    assert set(soaked.verdicts().values()) == {Verdict(lost=0, doubled=0)}
