"""A job's world on this machine: real child processes that play driver and producer, no Kafka."""

import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tune_cli.backend.apply import Programs
from tune_cli.backend.children import Children
from tune_cli.backend.clock import Clock
from tune_cli.backend.first_result import FirstResult
from tune_cli.backend.loop import Loop, Pass
from tune_cli.backend.machine import Machine
from tune_cli.backend.place import Place
from tune_cli.backend.run import JobRun, Parts
from tune_cli.backend.services import ServiceTimes, ServiceWait
from tune_cli.backend.store import JobStore
from tune_cli.backend.topic_watch import FoundTopic, TopicWatch
from tune_cli.backend.winding import Stage
from tune_cli.settings import Home
from tune_cli.stack.events import NoEvents
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.kafka import TopicSpec
from tune_operator.core.actions import Action
from tune_operator.core.lag import Offsets

HERE = Path(__file__).parent
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class OneTopic:
    """A Kafka in which every topic has one partition with five events."""

    topic_id: str

    def find(self, names: Collection[str]) -> dict[str, FoundTopic]:
        return {name: FoundTopic(self.topic_id, [0]) for name in names}

    def ends(self, partitions: dict[str, list[int]]) -> Offsets:
        return {topic: {0: 5} for topic in partitions}

    def create(self, topic: TopicSpec) -> None:
        raise AssertionError(f"{topic.name} is there")

    def close(self) -> None:
        pass


@dataclass
class Watcher(NoEvents):
    """Keeps what a run tells."""

    notes: list[str] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    phases: list[str] = field(default_factory=list)
    times: list[FirstResult] = field(default_factory=list)
    on_pass: Callable[[Pass], None] = lambda _: None

    def note(self, text: str) -> None:
        self.notes.append(text)

    def passed(self, latest: Pass, stage: Stage) -> None:
        if stage not in self.stages:
            self.stages.append(stage)
        if latest.job.status.phase not in self.phases:
            self.phases.append(latest.job.status.phase)
        self.on_pass(latest)

    def first_result(self, times: FirstResult) -> None:
        self.times.append(times)


@dataclass(frozen=True)
class World:
    """Everything of one run."""

    store: JobStore
    machine: Machine
    place: Place
    watcher: Watcher

    @property
    def children(self) -> Children:
        return self.machine.children

    def apply(self, job: TuneJob, action: Action) -> None:
        self.machine.applier.apply(job, action)

    def run(self, job: TuneJob, wait_ready: Callable[[], None] = lambda: None) -> JobRun:
        clock = Clock(time.monotonic())
        parts = Parts(
            loop=Loop(self.store, self.machine, clock.now),
            services=ServiceWait(wait_ready, self.machine.topics.start),
            times=ServiceTimes(self.watcher),
            clock=clock,
            watcher=self.watcher,
        )
        return JobRun(self.store.begin(job, NOON), parts, None)


@pytest.fixture
def make_world(home: Home, tmp_path: Path) -> Iterator[Callable[..., World]]:
    worlds: list[World] = []

    def make(job: TuneJob, plan: str = "{}", topic_id: str = "id 1") -> World:
        store = JobStore(home)
        topics = TopicWatch(lambda: OneTopic(topic_id), job.spec.kafka.topics.values())
        place = Place(store.folder_of(job), tmp_path, "127.0.0.1:1", os.cpu_count() or 1)
        programs = Programs(
            driver=(sys.executable, str(HERE / "fake_driver.py")),
            producer=(sys.executable, str(HERE / "fake_producer.py")),
        )
        machine = Machine(place, topics, {"FAKE_DRIVER": plan}, programs)
        worlds.append(World(store, machine, place, Watcher()))
        return worlds[-1]

    yield make
    for world in worlds:
        world.machine.close()


@pytest.fixture
def watcher() -> Watcher:
    return Watcher()
