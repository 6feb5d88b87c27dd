"""Does what the core decided, with child processes. Every action may be applied twice."""

import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from pydantic import BaseModel

from tune_cli.backend.children import Children, Running
from tune_cli.backend.place import Place
from tune_cli.backend.processes import Child, Command
from tune_cli.backend.render import Run, driver_config, ledger_file, producer_config
from tune_cli.backend.topic_watch import TopicWatch
from tune_cli.files import write_atomically
from tune_cli.stack.ports import choose_port
from tune_contract.tunejob import TuneJob
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

KEPT_RUNS = 10  # drivers' folders, for their logs
PRODUCER_PATIENCE = 15.0  # seconds to flush; the ledger tells what was acknowledged before


# -P: a file in the user's folder must not be taken for a module of Python's
_PYTHON = (sys.executable, "-P", "-m")


@dataclass(frozen=True)
class Programs:
    """What is started, before `--config FILE` and the like."""

    driver: tuple[str, ...] = (*_PYTHON, "tune_jobs")
    producer: tuple[str, ...] = (*_PYTHON, "tune_producer")
    invention: tuple[str, ...] = (*_PYTHON, "tune_producer.invention")
    rebuild: tuple[str, ...] = (*_PYTHON, "tune_jobs.rebuild")
    checkpoint: tuple[str, ...] = (*_PYTHON, "tune_jobs.checkpoint")
    replay: tuple[str, ...] = (*_PYTHON, "tune_jobs.replay")


PROGRAMS = Programs()


@dataclass(frozen=True)
class Applier:
    """Applies the actions of one job."""

    place: Place
    children: Children
    topics: TopicWatch
    java: Mapping[str, str]
    """The environment that a driver finds Java, jars and caches by."""
    programs: Programs = PROGRAMS

    def apply(self, job: TuneJob, action: Action) -> None:
        """Do one action, without waiting for what follows from it.

        Args:
            job: the decision's own, which is the job as it is to run.
            action: what was decided.
        """
        match action:
            case EnsureTopics():
                self.topics.make_missing()
            case StartProducer():
                self._start_producer(job, action.fingerprint)
            case StopProducer():
                self._stop_producer()
            case StartDriver():
                self._start_driver(job, action.attempt)
            case DrainDriver() | KillDriver() | RemoveDriver():
                self._end_driver(action)
            case DeleteCheckpoint():
                shutil.rmtree(self.place.checkpoint(job), ignore_errors=True)
            case DeleteJob() | DeleteTopics():
                pass  # `tune run` ends with its job, and the user may still want to read of it
            case _:
                assert_never(action)

    def _start_driver(self, job: TuneJob, attempt: int) -> None:
        if self.children.driver is not None:
            return
        folder = self.place.job.driver_run(attempt)
        run = Run(folder, choose_port(None), attempt)
        child = start(run, self.programs.driver, driver_config(job, self.place, run), self.java)
        self.children.driver = Running(child, run.port, attempt=attempt)

    def _end_driver(self, action: DrainDriver | KillDriver | RemoveDriver) -> None:
        running = self.children.driver
        if running is None:
            return
        match action:
            case DrainDriver():
                running.child.ask_to_end()
            case KillDriver():
                running.child.kill()
            case RemoveDriver() if running.child.exit_code() is not None:
                self.children.driver = None
                self._tidy(running)

    def _tidy(self, ended: Running) -> None:
        ended.child.let_go()
        shutil.rmtree(ended.child.folder.path / "scratch", ignore_errors=True)
        shutil.rmtree(self.place.job.driver_run(ended.attempt - KEPT_RUNS).path, ignore_errors=True)

    def _start_producer(self, job: TuneJob, fingerprint: str) -> None:
        spec = job.spec.producer
        if self.children.producer is not None or spec is None:
            return
        run = Run(self.place.job.producer_run(), choose_port(None))
        topic = job.spec.produced_topic()
        config = producer_config(spec, topic, self.place, run)
        child = start(run, self.programs.producer, config, {})
        self.children.producer = Running(
            child, run.port, fingerprint=fingerprint, ledger=ledger_file(spec, topic, self.place)
        )

    def _stop_producer(self) -> None:
        running = self.children.producer
        if running is None:
            return
        if running.child.exit_code() is not None:
            running.child.let_go()
            self.children.producer = None
            return
        running.child.ask_to_end()
        asked = running.child.asked_to_end
        if asked is not None and time.monotonic() - asked > PRODUCER_PATIENCE:
            running.child.kill()


def start(
    run: Run, program: tuple[str, ...], config: BaseModel, environment: Mapping[str, str]
) -> Child:
    """Start one of our programs with its document."""
    write_atomically(run.folder.config, config.model_dump_json(indent=2))
    arguments = (*program, "--config", str(run.folder.config))
    return Child(Command(arguments, run.folder, dict(environment)))
