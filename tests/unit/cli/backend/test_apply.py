from collections.abc import Callable

import pytest

from tune_cli.backend.apply import KEPT_RUNS
from tune_contract.tunejob import TuneJob
from tune_operator.core.actions import (
    DeleteCheckpoint,
    DeleteJob,
    DeleteTopics,
    DrainDriver,
    KillDriver,
    RemoveDriver,
    StartDriver,
    StartProducer,
    StopProducer,
)

MakeJob = Callable[..., TuneJob]


def test_nothing_to_end_is_no_error(make_world: Callable, make_job: MakeJob) -> None:
    job = make_job()
    world = make_world(job)
    for action in (DrainDriver(), KillDriver(), RemoveDriver(), StopProducer(), DeleteJob()):
        world.apply(job, action)
    world.apply(job, DeleteTopics(tuple(job.spec.kafka.topics.values())))
    assert (world.children.driver, world.children.producer) == (None, None)


def test_every_action_may_come_twice(make_world: Callable, make_job: MakeJob) -> None:
    job = make_job(producer={"rate": 1})
    world = make_world(job)
    world.apply(job, StartDriver(1))
    world.apply(job, StartProducer("f"))
    driver, producer = world.children.driver, world.children.producer
    world.apply(job, StartDriver(1))
    world.apply(job, StartProducer("f"))
    assert world.children.driver is driver
    assert world.children.producer is producer
    world.apply(job, RemoveDriver())  # it lives: only an ended one is removed
    assert world.children.driver is driver
    world.apply(job, KillDriver())
    world.apply(job, KillDriver())
    assert driver.child.wait(5) == -9
    world.apply(job, RemoveDriver())
    assert world.children.driver is None
    world.apply(job, StopProducer())
    assert producer.child.wait(5) is not None
    assert world.children.producer is producer
    world.apply(job, StopProducer())
    assert world.children.producer is None


def test_only_the_newest_runs_are_kept(make_world: Callable, make_job: MakeJob) -> None:
    job = make_job()
    world = make_world(job)
    for attempt in range(1, KEPT_RUNS + 3):
        world.apply(job, StartDriver(attempt))
        world.children.driver.child.kill()
        world.children.driver.child.wait(5)
        world.apply(job, RemoveDriver())
    runs = world.place.job.runs
    assert {path.name for path in runs.iterdir()} == {
        f"genres-driver-{attempt}" for attempt in range(3, KEPT_RUNS + 3)
    }


@pytest.mark.parametrize("there", [True, False])
def test_a_checkpoint_is_forgotten(make_world: Callable, make_job: MakeJob, there: bool) -> None:
    job = make_job(checkpoint={"location": "state"})
    world = make_world(job)
    folder = world.place.base / "state" / "0"
    if there:
        folder.mkdir(parents=True)
    world.apply(job, DeleteCheckpoint())
    assert not folder.exists()
