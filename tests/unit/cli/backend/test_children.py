from collections.abc import Callable

import psutil

from tune_contract.tunejob import TuneJob
from tune_operator.core.actions import StartDriver, StartProducer

MakeJob = Callable[..., TuneJob]


def test_close_lets_everybody_drain(make_world: Callable, make_job: MakeJob) -> None:
    job = make_job(producer={"rate": 1})
    world = make_world(job)
    world.apply(job, StartDriver(1))
    world.apply(job, StartProducer("f"))
    pids = [world.children.driver.child.pid, world.children.producer.child.pid]
    world.children.close()
    assert (world.children.driver, world.children.producer) == (None, None)
    assert [pid for pid in pids if psutil.pid_exists(pid)] == []
    drained = world.place.job.driver_run(1).termination.read_text()
    assert '"drained": true' in drained


def test_kill_waits_for_nobody(make_world: Callable, make_job: MakeJob) -> None:
    job = make_job(producer={"rate": 1})
    world = make_world(job)
    world.apply(job, StartDriver(1))
    world.apply(job, StartProducer("f"))
    world.children.kill()
    assert world.children.driver.child.wait(5) == -9
    assert world.children.producer.child.wait(5) == -9
