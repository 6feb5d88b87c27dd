"""tune warm: makes every later start faster."""

import os
import tempfile
import time
from importlib.resources import as_file, files
from pathlib import Path

import typer
from rich.console import Console

from tune_cli.backend.clock import process_clock
from tune_cli.backend.driver_java import driver_cache, training_java
from tune_cli.backend.runner import RunRequest, open_run
from tune_cli.commands import options
from tune_cli.document import read_tunejob
from tune_cli.settings import Home, Settings, make_home, read_settings
from tune_cli.stack.external import ExternalServices
from tune_cli.stack.java import AOT_SINCE, find_java
from tune_cli.stack.stack import Stack, attach
from tune_cli.stack.state import read_state
from tune_cli.view.lines import Lines
from tune_cli.view.run_view import RunView
from tune_contract.errors import TemporaryError
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.phase import Phase

TRAINING_EVENTS = 4_000
STOP_PATIENCE = 30.0  # seconds for Kafka and PostgreSQL to stop; 4 on two cores


def warm(home: options.Home = None) -> None:
    """Record ahead-of-time caches of Kafka and Spark by a short run: later starts take half.

    Takes about a minute and 300 MB, once. Nothing of the short run stays.
    """
    from tune_cli.stack.training import train_broker  # noqa: PLC0415 - 0.25 s, for Kafka

    settings = read_settings(os.environ, home)
    java = find_java(settings.java_home)
    with Lines(Console(stderr=True)) as lines:
        if not java.can_cache():
            lines.say(f"Java {java.version} has no such caches; Java {AOT_SINCE} has.")
            return
        view = RunView(lines)
        with attach(settings, view) as stack:
            lines.say("Recording the cache of Spark")
            _train_driver(training_job(), stack, settings, view)
            lines.say("Recording the cache of Kafka")
            train_broker(settings.home, stack.java, stack.jars)
    typer.echo(f"Caches are in {settings.home.aot}; Kafka uses its own from its next start.")


def training_job() -> TuneJob:
    """The demo, cut short."""
    with as_file(files("tune_cli.demo") / "genre-counts.yaml") as file:
        job = read_tunejob(file)
    producer = job.spec.producer
    assert producer is not None  # noqa: S101 - the demo has one
    short = producer.model_copy(update={"total": TRAINING_EVENTS, "rate": TRAINING_EVENTS / 5})
    return job.model_copy(update={"spec": job.spec.model_copy(update={"producer": short})})


def _train_driver(job: TuneJob, stack: Stack, settings: Settings, view: RunView) -> None:
    """In a home of its own beside the caches, so that the user's jobs and topics stay as they are.

    The jars are the real home's by their real path: a cache fits no other.
    """
    cache = driver_cache(settings.home, stack.java, stack.jars, job.spec.driver.memory)
    with tempfile.TemporaryDirectory(prefix="training-", dir=settings.home.aot) as folder:
        throwaway = Settings(Home(Path(folder)), settings.java_home, settings.ca_file)
        make_home(throwaway.home)
        (throwaway.home.jars / stack.jars.folder.name).symlink_to(stack.jars.folder)
        java = training_java(stack.java, stack.jars, cache)
        request = RunRequest(job, Path(folder), ExternalServices(), java=java)
        with open_run(request, throwaway, view, process_clock()) as opened:
            end = opened.run.until_end(None)
        _wait_stopped(throwaway.home)
        kept = end.job.status.phase is Phase.SUCCEEDED and cache.keep()
        for left in settings.home.aot.glob(f"{cache.recording.name}*"):  # Java was cut off
            left.unlink()
        if not kept:
            raise TemporaryError(
                "the short run did not record a cache", "try again when the machine has less to do"
            )


def _wait_stopped(home: Home, patience: float = STOP_PATIENCE) -> None:
    """Until nothing writes into the home any more, so that it can be removed."""
    deadline = time.monotonic() + patience
    while (supervisor := read_state(home.state).supervisor) and supervisor.runs():
        if time.monotonic() > deadline:
            raise TemporaryError("the services of the short run do not stop", "see 'tune doctor'")
        time.sleep(0.1)
