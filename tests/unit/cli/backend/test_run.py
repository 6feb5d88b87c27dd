import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tune_cli.backend.loop import Pass
from tune_cli.backend.winding import Stage
from tune_contract.errors import InvalidInput, Unreachable
from tune_contract.runtime.request import JobRequest
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.action import JobAction
from tune_contract.tunejob.phase import ConditionStatus, ConditionType, FailureClass, Phase

World = Any
MakeJob = Callable[..., TuneJob]
SOON = {"restartPolicy": {"backoff": {"initial": "100ms"}}}


def test_a_bounded_job_succeeds(make_world: Callable, make_job: MakeJob) -> None:
    job = make_job(producer={"total": 5})
    world = make_world(job)
    end = world.run(job).until_end(None)
    assert end.job.status.phase is Phase.SUCCEEDED
    assert (end.all_read, end.killed) == (True, False)
    assert end.job.status.progress.lag == 0
    assert end.job.status.producer.acknowledged == 5
    assert world.watcher.times == [end.first_result]
    assert end.first_result is not None
    assert end.first_result.first_batch == pytest.approx(0.1)
    assert world.store.find("genres") == end.job


def test_after_its_time_the_producer_stops_first_and_all_is_read(
    make_world: Callable, make_job: MakeJob
) -> None:
    job = make_job(producer={"rate": 10})
    world = make_world(job)
    end = world.run(job).until_end(0.0)
    assert end.job.status.phase is Phase.SUSPENDED
    assert end.all_read
    assert world.watcher.stages == [
        Stage.RUNNING,
        Stage.PRODUCER,
        Stage.READING,
        Stage.DRAINING,
    ]
    assert world.children.driver is None
    assert world.children.producer is None


def test_a_driver_that_is_killed_is_started_again(make_world: Callable, make_job: MakeJob) -> None:
    job = make_job(producer={"rate": 10}, **SOON)
    world = make_world(job)
    attempts: list[int] = []

    def kill_the_first(latest: Pass) -> None:
        driver = latest.observed.driver
        if driver.progress is not None and driver.attempt not in attempts:
            attempts.append(driver.attempt)
            how = signal.SIGKILL if driver.attempt == 1 else signal.SIGINT
            os.kill(world.children.driver.child.pid if driver.attempt == 1 else os.getpid(), how)

    world.watcher.on_pass = kill_the_first
    end = world.run(job).until_end(None)
    assert attempts == [1, 2]
    assert end.job.status.restarts.count == 1
    assert end.job.status.last_failure.failure_class is FailureClass.INFRASTRUCTURE
    assert end.job.status.last_failure.message == "It was ended by SIGKILL."
    assert end.job.status.phase is Phase.SUSPENDED


def test_a_failure_that_no_restart_helps_ends_the_run(
    make_world: Callable, make_job: MakeJob
) -> None:
    job = make_job()
    end = make_world(job, '{"class": "Checkpoint"}').run(job).until_end(None)
    assert end.job.status.phase is Phase.FAILED
    assert end.job.status.last_failure.failure_class is FailureClass.CHECKPOINT
    assert end.job.status.last_failure.message == "as planned"
    stalled = end.job.status.condition(ConditionType.STALLED)
    assert (stalled.status, stalled.reason) == (ConditionStatus.TRUE, "CheckpointIncompatible")
    assert stalled.message.startswith("Checkpoint: as planned A restart cannot help.")
    assert end.job.status.restarts.count == 0
    assert end.first_result is None


def test_asked_twice_everything_is_killed(make_world: Callable, make_job: MakeJob) -> None:
    job = make_job(producer={"rate": 10})
    world = make_world(job)

    def interrupt_twice(latest: Pass) -> None:
        if latest.observed.driver.progress is not None:
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGINT)

    world.watcher.on_pass = interrupt_twice
    end = world.run(job).until_end(None)
    assert end.killed
    assert not end.all_read
    assert world.children.driver.child.wait(5) == -signal.SIGKILL


def test_a_service_that_does_not_start_ends_the_run(
    make_world: Callable, make_job: MakeJob
) -> None:
    def wait_ready() -> None:
        raise Unreachable("Kafka does not start")

    job = make_job()
    with pytest.raises(Unreachable, match="Kafka does not start"):
        make_world(job).run(job, wait_ready).until_end(None)


def test_a_spec_that_the_checkpoint_refuses_ends_the_run(
    make_world: Callable, make_job: MakeJob
) -> None:
    first = make_job(producer={"total": 5})
    make_world(first).run(first).until_end(None)
    other = make_job(kafka={"topics": {"plays": {"name": "others"}}})
    with pytest.raises(InvalidInput, match="belongs to the old ones"):
        make_world(other).run(other).until_end(None)


def test_a_topic_that_was_made_anew_is_not_read_on(make_world: Callable, make_job: MakeJob) -> None:
    job = make_job(producer={"total": 5})
    first = make_world(job).run(job).until_end(None)
    assert first.job.status.applied.topic_ids == {"music-plays": "id 1"}
    end = make_world(job, topic_id="id 2").run(job).until_end(None)
    assert end.job.status.phase is Phase.FAILED
    assert "Change checkpoint.resetNonce" in end.job.status.last_failure.message
    job = make_job(producer={"total": 5}, checkpoint={"resetNonce": 1})
    end = make_world(job, topic_id="id 2").run(job).until_end(None)
    assert end.job.status.phase is Phase.SUCCEEDED


def test_the_job_waits_while_kafka_starts(make_world: Callable, make_job: MakeJob) -> None:
    ready = threading.Event()
    job = make_job(producer={"total": 5})
    world = make_world(job)

    def release(latest: Pass) -> None:
        if latest.observed.driver.progress is not None:
            ready.set()

    world.watcher.on_pass = release
    end = world.run(job, lambda: ready.wait(10) and None).until_end(None)
    assert end.job.status.phase is Phase.SUCCEEDED


def asked(world: World, job: TuneJob, action: JobAction) -> None:
    folder = world.store.folder_of(job).requests
    folder.mkdir(exist_ok=True)
    name = f"{time.time_ns()}.json"
    (folder / name).write_text(JobRequest(action=action).model_dump_json())


def test_suspended_by_a_request_it_waits_and_goes_on_when_it_is_resumed(
    make_world: Callable, make_job: MakeJob
) -> None:
    job = make_job(producer={"rate": 10})
    world = make_world(job)
    seen: list[tuple[str, int]] = []

    def operate(latest: Pass) -> None:
        phase, attempt = latest.job.status.phase, latest.job.status.attempt.number
        if (phase, attempt) in seen:
            return
        seen.append((phase, attempt))
        if (phase, attempt) == (Phase.RUNNING, 1):
            asked(world, job, JobAction.SUSPEND)
        elif phase is Phase.SUSPENDED and attempt == 1:
            assert (world.children.driver, world.children.producer) == (None, None)
            asked(world, job, JobAction.RESUME)
        elif (phase, attempt) == (Phase.RUNNING, 2):
            asked(world, job, JobAction.RESTART)
        elif (phase, attempt) == (Phase.RUNNING, 3):
            os.kill(os.getpid(), signal.SIGINT)

    world.watcher.on_pass = operate
    end = world.run(job).until_end(None)
    running = [each for each in seen if each[0] in {Phase.RUNNING, Phase.SUSPENDED}]
    assert running[:4] == [
        (Phase.RUNNING, 1),
        (Phase.SUSPENDED, 1),
        (Phase.RUNNING, 2),
        (Phase.RUNNING, 3),
    ]
    assert end.all_read
    assert end.job.status.phase is Phase.SUSPENDED
    assert end.job.spec.restart_nonce == 1
    assert end.job.status.restarts.count == 0
    assert [note.partition(" ")[0] for note in world.watcher.notes] == [
        "suspend",
        "resume",
        "restart",
    ]


def test_ctrl_c_ends_a_run_that_is_suspended(make_world: Callable, make_job: MakeJob) -> None:
    job = make_job(producer={"rate": 10})
    world = make_world(job)
    passes: list[Phase] = []

    def operate(latest: Pass) -> None:
        phase = latest.job.status.phase
        if phase is Phase.RUNNING and Phase.RUNNING not in passes:
            asked(world, job, JobAction.SUSPEND)
        passes.append(phase)
        if passes.count(Phase.SUSPENDED) == 3:
            os.kill(os.getpid(), signal.SIGINT)

    world.watcher.on_pass = operate
    end = world.run(job).until_end(None)
    assert end.job.status.phase is Phase.SUSPENDED
    assert passes.count(Phase.SUSPENDED) < 10
    assert not end.killed
