"""Sets up a run of one job on this machine, and clears it away however it ends."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tune_cli.backend.clock import Clock
from tune_cli.backend.driver_java import driver_cache, driver_java
from tune_cli.backend.folders import JobFolder
from tune_cli.backend.ingest import ingest_options
from tune_cli.backend.lock import hold
from tune_cli.backend.loop import Loop
from tune_cli.backend.machine import Machine
from tune_cli.backend.object_store import needed_keys, store_folder
from tune_cli.backend.once import ONCE, at_once
from tune_cli.backend.page import Page
from tune_cli.backend.place import Place
from tune_cli.backend.processes import end_leftovers, leftovers
from tune_cli.backend.render import sink_config
from tune_cli.backend.run import JobRun, Parts
from tune_cli.backend.services import ServiceTimes, ServiceWait
from tune_cli.backend.store import JobStore
from tune_cli.backend.topic_watch import Topics, TopicWatch
from tune_cli.backend.watcher import RunWatcher
from tune_cli.files import PRIVATE, write_atomically
from tune_cli.settings import Settings, make_home
from tune_cli.stack.external import ExternalServices
from tune_cli.stack.stack import Stack, attach
from tune_contract.errors import InvalidInput
from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.tunejob import TuneJob

_LEFTOVER_PATIENCE = 10.0  # seconds: an orphaned driver is draining since its parent died


@dataclass(frozen=True)
class RunRequest:
    """What to run."""

    job: TuneJob
    base: Path
    """The folder that relative paths in the spec start from."""
    external: ExternalServices
    page_port: int | None = None
    """None = no page."""
    java: Mapping[str, str] | None = None
    """How the driver finds Java; None = as the stack has it."""


@dataclass(frozen=True)
class OpenRun:
    """A run that is set up, with its services until it is closed."""

    run: JobRun
    folder: JobFolder
    stack: Stack


@contextmanager
def open_run(
    request: RunRequest, settings: Settings, watcher: RunWatcher, clock: Clock
) -> Iterator[OpenRun]:
    """Set up a run.

    Raises:
        Conflict: another process runs the job.
        InvalidInput: the job refers to something that is not on this machine.
        Unreachable: a service or a download is.
    """
    store = JobStore(settings.home)
    folder = store.folder_of(request.job)
    redis_uri = request.external.redis_uri
    here = Place(folder, request.base, "", os.cpu_count() or 1, redis=bool(redis_uri))
    for sink in request.job.spec.sinks:
        sink_config(sink, request.job, here)  # refuses what is missing before anything starts
    keys = needed_keys(request.job.spec, settings.store_keys)
    make_home(settings.home)
    with ExitStack() as held:
        held.enter_context(hold(folder.lock, request.job.metadata.name))
        store.requests_of(request.job).forget()
        _settle(folder, watcher)
        held.enter_context(store_folder(folder.object_store, keys))
        times = ServiceTimes(watcher)
        external = _external(request)
        stack = held.enter_context(attach(settings, times, external))
        write_atomically(folder.database_uri, stack.database_uri, PRIVATE)
        _keep(folder.bootstrap_servers, external.bootstrap_servers)
        _keep(folder.redis_uri, redis_uri)
        place = replace(here, bootstrap_servers=stack.bootstrap_servers)
        for topic in request.job.spec.result_topics():
            watcher.note(f"Results go to the topic {topic.name} at {stack.bootstrap_servers}.")
        if request.job.spec.trigger.schedule:
            watcher.note(ONCE)
        job = store.begin(at_once(request.job), clock.now())
        machine = Machine(place, _watch(job, stack), _java(stack, settings, request))
        held.callback(machine.close)
        page = _page(request, place, held)
        services = ServiceWait(stack.wait_ready, machine.topics.start)
        loop = Loop(store, machine, clock.now)
        parts = Parts(loop, services, times, clock, watcher)
        yield OpenRun(JobRun(job, parts, page), folder, stack)


def _page(request: RunRequest, place: Place, held: ExitStack) -> Page | None:
    if request.page_port is None:
        return None
    spec, folder = request.job.spec, place.job
    pipeline = installed_pipelines().get(spec.pipeline)
    assert pipeline is not None  # noqa: S101 - checked when the job was read
    ingest = ingest_options(spec.kafka, pipeline, place.bootstrap_servers, folder)
    page = Page(folder, request.page_port, ingest)
    held.callback(page.close)
    return page


def _watch(job: TuneJob, stack: Stack) -> TopicWatch:
    def connect() -> Topics:
        from tune_cli.backend.kafka_topics import (  # noqa: PLC0415 - 0.25 s: after the driver's start
            KafkaTopics,
        )

        return KafkaTopics(stack.bootstrap_servers)

    return TopicWatch(connect, job.spec.kafka.topics.values(), job.spec.result_topics())


def _settle(folder: JobFolder, watcher: RunWatcher) -> None:
    left = leftovers(folder.runs)
    if left:
        watcher.note(f"Waiting for {len(left)} processes of an earlier run to end.")
        end_leftovers(left, _LEFTOVER_PATIENCE)


def _keep(file: Path, address: str) -> None:
    """For the driver, and for a rebuild or a replay after this run."""
    if address:
        write_atomically(file, address, PRIVATE)
    else:
        file.unlink(missing_ok=True)


def _external(request: RunRequest) -> ExternalServices:
    """The Kafka of the command line, else the spec's own, else the embedded one."""
    kafka = request.job.spec.kafka
    if request.external.bootstrap_servers or not kafka.bootstrap_servers:
        return request.external
    if kafka.tls or kafka.user_secret:
        raise InvalidInput(
            "spec.kafka: tls and userSecret name secrets of a cluster, which are not here",
            "give --bootstrap-servers with a listener that needs neither, or use kafka.cluster, "
            "which `tune run` replaces by its own Kafka",
        )
    return replace(request.external, bootstrap_servers=kafka.bootstrap_servers)


def _java(stack: Stack, settings: Settings, request: RunRequest) -> Mapping[str, str]:
    if request.java is not None:
        return request.java
    memory = request.job.spec.driver.memory
    cache = driver_cache(settings.home, stack.java, stack.jars, memory)
    return driver_java(stack.java, stack.jars, cache)
