import time
from collections.abc import Callable

from tune_contract.tunejob import TuneJob
from tune_operator.core.actions import StartDriver, StartProducer
from tune_operator.core.observed import KafkaState, Observed, ProcessState

MakeJob = Callable[..., TuneJob]


def until(world: object, right: Callable[[Observed], bool]) -> Observed:
    deadline = time.monotonic() + 10
    while not right(seen := world.machine.observer.observe()):
        assert time.monotonic() < deadline, seen
        time.sleep(0.05)
    return seen


def test_nobody_is_there(make_world: Callable, make_job: MakeJob) -> None:
    seen = make_world(make_job()).machine.observer.observe()
    assert seen.kafka.state is KafkaState.STARTING
    assert (seen.driver.state, seen.producer.state) == (ProcessState.ABSENT, ProcessState.ABSENT)
    assert seen.lag is None


def test_a_driver_reports_and_ends(make_world: Callable, make_job: MakeJob) -> None:
    job = make_job()
    world = make_world(job)
    world.machine.topics.start()
    world.apply(job, StartDriver(3))
    assert world.machine.observer.observe().driver.state is ProcessState.RUNNING
    seen = until(world, lambda seen: seen.lag is not None)
    assert (seen.lag, seen.driver.attempt, seen.driver.progress.batch_id) == (0, 3, 1)
    assert seen.kafka.topic_ids == {"music-plays": "id 1"}
    world.children.driver.child.ask_to_end()
    seen = until(world, lambda seen: seen.driver.state is ProcessState.EXITED)
    assert (seen.driver.exit.exit_code, seen.driver.exit.drained) == (0, True)
    assert seen.lag is None


def test_the_ledger_is_a_producers_last_word(make_world: Callable, make_job: MakeJob) -> None:
    job = make_job(producer={"total": 5})
    world = make_world(job)
    world.apply(job, StartProducer("f"))
    seen = until(world, lambda seen: seen.producer.state is ProcessState.EXITED).producer
    assert seen.fingerprint == "f"
    assert (seen.progress.acknowledged, seen.progress.finished) == (5, True)
    assert seen.exit.succeeded()
