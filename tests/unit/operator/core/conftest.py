"""A small world that decisions act on: one Kafka, one driver, one producer and a clock.

`world(spec...)` makes one. `world.step()` is one pass of a backend, `world.run(n)` is n passes with
a second between them. `crash_before=k` cuts the backend off before its k-th call (a status write or
an action); the world goes on, and the next pass starts afresh. A driver whose image is named in
BROKEN does what that says, until the world is `cured`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from tune_contract.runtime.reports import DriverProgress, DriverState, ProducerProgress
from tune_contract.tunejob import TuneJob, TuneJobSpec, TuneJobStatus
from tune_contract.tunejob.phase import ConditionType, FailureClass
from tune_operator.core.actions import (
    Action,
    DeleteCheckpoint,
    DeleteJob,
    DeleteTopics,
    DrainDriver,
    EnsureTopics,
    KillDriver,
    RemoveDriver,
    StartDriver,
    StartProducer,
    StopProducer,
)
from tune_operator.core.context import Context
from tune_operator.core.decide import decide
from tune_operator.core.decision import Decision
from tune_operator.core.fingerprint import applied_by
from tune_operator.core.observed import (
    DriverObserved,
    ExitObserved,
    KafkaObserved,
    KafkaState,
    Observed,
    ProcessState,
    ProducerObserved,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
RATE = 10  # events a second of the world's producer
BROKEN = {
    "no-such-image": FailureClass.IMAGE,
    "too-large": FailureClass.SCHEDULING,
    "hangs": None,
    "crashes": FailureClass.APPLICATION,
    "eats-memory": FailureClass.OUT_OF_MEMORY,
    "other-query": FailureClass.CHECKPOINT,
    "evicted": FailureClass.INFRASTRUCTURE,
}


def build_job(name: str = "genres", generation: int = 1, **spec: object) -> TuneJob:
    """A job from the camelCase fields of its spec."""
    document = {
        "metadata": {"name": name, "uid": "uid-1", "generation": generation},
        "spec": {
            "pipeline": "genre-counts",
            "kafka": {"topics": {"plays": {"name": "plays"}}},
            "sinks": [{"csv": {"path": "out"}}],
            **spec,
        },
    }
    return TuneJob.model_validate(document)


class CutOffError(Exception):
    """The backend died here."""


@dataclass
class World:
    job: TuneJob
    now: datetime = NOON
    status: TuneJobStatus = field(default_factory=TuneJobStatus)
    kafka: KafkaState = KafkaState.READY
    topic: int = 1
    """How often the topic was made."""
    conflicts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    driver: DriverObserved = field(default_factory=DriverObserved)
    producer: ProducerObserved = field(default_factory=ProducerObserved)
    produced: int = 0
    committed: int = 0
    batch: int | None = None
    checkpoint: tuple[int, int] = (0, 0)
    checkpoints: dict[tuple[int, int], tuple[int, int | None]] = field(default_factory=dict)
    """resetNonce and epoch -> what is committed there, and the last batch."""
    bound: dict[tuple[int, int], str] = field(default_factory=dict)
    """resetNonce and epoch -> the topic's id that was first written down for it."""
    runs: TuneJobSpec | None = None
    """What the driver was started by."""
    driver_batch: int | None = None
    cured: bool = False
    hung: bool = False
    kills_leave_remains: bool = False
    """True: as child processes do; False: as deleted pods do."""
    desired: bool = True
    gone: bool = False
    checkpoint_deleted: bool = False
    topics_deleted: tuple[str, ...] = ()
    changes: int = 0
    rollbacks: int = 0
    deleted_by_ttl: bool = False
    crash_before: int | None = None
    calls: int = 0
    starts: list[int] = field(default_factory=list)
    applied: list[Action] = field(default_factory=list)
    phases: list[str] = field(default_factory=list)

    # -- the backend

    def step(self) -> Decision:
        """One pass: observe, decide, write the status, apply."""
        observed = self.observe()
        decision = decide(self.job, self.status, observed, self.now, desired=self.desired)
        self.check(observed, decision)
        try:
            self.call(lambda: self.write(decision.status))
            for action in decision.actions:
                self.call(lambda action=action: self.apply(decision.job, action))
            self.gone = self.gone or decision.gone
        except CutOffError:
            pass
        return decision

    def run(self, passes: int) -> None:
        """Passes with a second between them."""
        for _ in range(passes):
            self.step()
            self.tick()

    def call(self, do: Callable[[], None]) -> None:
        self.calls += 1
        if self.calls == self.crash_before:
            raise CutOffError
        do()

    def write(self, status: TuneJobStatus) -> None:
        if status.rollback is not None and status.rollback != self.status.rollback:
            self.rollbacks += 1
        assert self.rollbacks <= self.changes  # no change is rolled back twice
        self.status = status
        applied = status.applied
        if applied.topic_ids:
            checkpoint = (applied.reset_nonce, applied.checkpoint_epoch)
            self.bound.setdefault(checkpoint, applied.topic_ids["plays"])
        if self.phases[-1:] != [status.phase.value]:
            self.phases.append(status.phase.value)

    def check(self, observed: Observed, decision: Decision) -> None:
        """What holds for every decision."""
        started = [action for action in decision.actions if isinstance(action, StartDriver)]
        assert decision.reason
        assert len(started) <= 1
        assert not started or observed.driver.state is ProcessState.ABSENT
        assert [each.type for each in decision.status.conditions] == list(ConditionType)
        assert decision.requeue_after is None or decision.requeue_after > 0
        assert decision.job.status == decision.status
        if started:
            assert not self.conflicts
            assert not self.missing
            assert applied_by(decision.job.spec).stream == decision.status.applied.stream

    def observe(self) -> Observed:
        running = self.driver.state is ProcessState.RUNNING
        lag = self.produced - self.committed if running else None
        ids = {"plays": self.topic_id()} if self.kafka is KafkaState.READY else {}
        kafka = KafkaObserved(self.kafka, topic_ids=ids)
        seen = Observed(kafka, self.driver, self.producer, lag)
        return replace(seen, conflicts=self.conflicts, missing=self.missing)

    def apply(self, job: TuneJob, action: Action) -> None:  # noqa: C901 - one branch an action
        self.applied.append(action)
        match action:
            case EnsureTopics():
                self.kafka = KafkaState.READY
            case StartProducer(fingerprint):
                if self.producer.state is ProcessState.ABSENT:
                    self.producer = ProducerObserved(ProcessState.RUNNING, fingerprint)
                    self.report_producer()
            case StopProducer():
                self.stop_producer()
            case StartDriver(attempt):
                self.start_driver(job, attempt)
            case DrainDriver():
                self.drain_driver()
            case KillDriver():
                self.kill_driver()
            case RemoveDriver():
                assert not self.driver.state.alive()
                self.driver = DriverObserved()
            case DeleteCheckpoint():
                assert self.driver.state is ProcessState.ABSENT
                self.checkpoint_deleted = True
            case DeleteTopics(topics):
                assert not self.producer.state.alive()
                self.topics_deleted = tuple(topic.name for topic in topics)
            case DeleteJob():
                self.deleted_by_ttl = True

    def start_driver(self, job: TuneJob, attempt: int) -> None:
        assert self.driver.state is ProcessState.ABSENT or self.driver.attempt == attempt
        if self.driver.state is ProcessState.ABSENT:
            self.starts.append(attempt)
            self.driver = DriverObserved(ProcessState.PENDING, attempt)
            self.runs, self.driver_batch = job.spec, None
            epoch = job.status.applied.checkpoint_epoch
            self.open_checkpoint(job.spec.checkpoint.reset_nonce, epoch)

    def open_checkpoint(self, reset_nonce: int, epoch: int) -> None:
        """The driver goes on from what was committed there; another topic's offsets do not fit."""
        self.checkpoints[self.checkpoint] = (self.committed, self.batch)
        self.checkpoint = (reset_nonce, epoch)
        self.committed, self.batch = self.checkpoints.get(self.checkpoint, (0, None))
        read = self.bound.get(self.checkpoint, self.topic_id())
        assert read == self.topic_id() or self.kafka is not KafkaState.READY

    def drain_driver(self) -> None:
        stuck = self.hung or self.broken() == "hangs"
        if self.driver.state is ProcessState.RUNNING and not stuck:
            self.report_driver(DriverState.DRAINING)

    def kill_driver(self) -> None:
        if self.driver.state.alive() and self.kills_leave_remains:
            self.end_driver(ExitObserved(-9, FailureClass.INFRASTRUCTURE, "Killed."))
        elif self.driver.state.alive():
            self.driver = DriverObserved()

    def stop_producer(self) -> None:
        if self.producer.state is ProcessState.RUNNING:
            ended = ExitObserved(0, drained=True)
            self.producer = replace(self.producer, state=ProcessState.EXITED, exit=ended)
        else:
            self.producer = ProducerObserved()

    # -- the world

    def tick(self, seconds: float = 1) -> None:
        """Time passes: the producer produces, the driver reads and commits."""
        self.now += timedelta(seconds=seconds)
        if self.kafka is KafkaState.READY:
            self.tick_producer()
        self.tick_driver()

    def tick_producer(self) -> None:
        spec = self.job.spec.producer
        if self.producer.state is not ProcessState.RUNNING or spec is None:
            return
        left = spec.total - self.produced if spec.total else RATE
        self.produced += max(0, min(RATE, left))
        self.report_producer()
        if spec.total and self.produced >= spec.total:
            self.producer = replace(self.producer, state=ProcessState.EXITED, exit=ExitObserved(0))

    def tick_driver(self) -> None:
        driver, image = self.driver, self.broken()
        if driver.state is ProcessState.PENDING and image in {"no-such-image", "too-large"}:
            self.driver = replace(driver, problem=BROKEN[image], message=f"{image}!")
            return
        if driver.state is ProcessState.PENDING and (self.cured or not driver.problem):
            self.driver = replace(driver, state=ProcessState.RUNNING, problem=None)
            self.report_driver(DriverState.STARTING)
            return
        if driver.state is not ProcessState.RUNNING or self.hung or image == "hangs":
            return
        if image:
            self.fail_driver(BROKEN[image])
            return
        if driver.progress and driver.progress.state is DriverState.DRAINING:
            self.end_driver(ExitObserved(0, drained=True))
            return
        if self.kafka is KafkaState.READY:
            self.commit()
            self.report_driver(DriverState.RUNNING)
            if self.job.spec.trigger.once() and self.produced == self.committed:
                self.end_driver(ExitObserved(0))

    def broken(self) -> str:
        """What is wrong with the driver's image, if something is."""
        image = self.runs.image if self.runs and not self.cured else ""
        return image if image in BROKEN else ""

    def commit(self) -> None:
        if self.committed < self.produced:
            self.committed = self.produced
            self.batch = 0 if self.batch is None else self.batch + 1
            self.driver_batch = self.batch

    def report_driver(self, state: DriverState, **numbers: object) -> None:
        progress = DriverProgress(
            state=state, attempt=self.driver.attempt, batch_id=self.driver_batch
        )
        self.driver = replace(self.driver, progress=progress.model_copy(update=numbers))

    def report_producer(self) -> None:
        spec = self.job.spec.producer
        done = bool(spec and spec.total and self.produced >= spec.total)
        progress = ProducerProgress(acknowledged=self.produced, finished=done)
        self.producer = replace(self.producer, progress=progress)

    def end_driver(self, how: ExitObserved) -> None:
        self.driver = replace(self.driver, state=ProcessState.EXITED, exit=how, problem=None)

    def fail_driver(self, failure: FailureClass = FailureClass.APPLICATION, code: int = 1) -> None:
        self.end_driver(ExitObserved(code, failure, "It broke.", "last line"))

    def lose_driver(self) -> None:
        """It vanishes without a trace."""
        self.driver = DriverObserved()

    def fail_producer(self, code: int = 1) -> None:
        ended = ExitObserved(code, FailureClass.APPLICATION, "It broke.")
        self.producer = replace(self.producer, state=ProcessState.EXITED, exit=ended)

    def change(self, **spec: object) -> None:
        """The user changes camelCase fields of the spec."""
        document = self.job.model_dump(mode="json", exclude_defaults=True)
        document["spec"] |= spec
        document["metadata"]["generation"] = self.job.metadata.generation + 1
        self.job = TuneJob.model_validate(document)
        self.changes += 1

    def replace_topic(self) -> None:
        """Somebody deletes the topic and makes it anew: empty, under the same name."""
        self.topic += 1
        self.produced = 0

    def topic_id(self) -> str:
        return f"id-{self.topic}"

    def condition(self, kind: ConditionType) -> tuple[str, str]:
        """Status and reason of a condition of the stored status."""
        found = self.status.condition(kind)
        assert found is not None
        return found.status.value, found.reason


@pytest.fixture(scope="session")
def make_job() -> Callable[..., TuneJob]:
    return build_job


@pytest.fixture(scope="session")
def world() -> Callable[..., World]:
    """Makes a world with a job of that spec; nothing has happened in it yet."""
    return lambda **spec: World(build_job(**spec))


@pytest.fixture(scope="session")
def running_world() -> Callable[..., World]:
    """Makes a world whose job has run for five passes, with the events it has read."""

    def make(events: int = 0, **spec: object) -> World:
        made = World(build_job(**spec), produced=events)
        made.run(5)
        made.applied.clear()
        return made

    return make


@pytest.fixture(scope="session")
def context() -> Callable[..., Context]:
    """Makes the context of a pass over a world, before any step."""

    def make(world: World) -> Context:
        return Context(
            world.job,
            world.observe(),
            world.now,
            before=world.status,
            status=world.status,
            asked=applied_by(world.job.spec),
            desired=world.desired,
        )

    return make
