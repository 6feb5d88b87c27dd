"""Puts the app together: routes, errors, metrics, and what lives as long as it does."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Lifespan

from tune_api.access.middleware import AskAtGate
from tune_api.description.document import add_routes, bare_app
from tune_api.errors import add_error_handlers
from tune_api.guard import Guard
from tune_api.ingest.publisher import KafkaPublisher
from tune_api.ingest.start import make_ingest, served
from tune_api.jobs.actions import JobActions
from tune_api.jobs.directory import DirectoryJobs
from tune_api.jobs.directory_records import DirectoryRecords
from tune_api.jobs.folder_actions import FolderActions
from tune_api.jobs.records import JobRecords
from tune_api.jobs.source import JobSource
from tune_api.live.hub import LiveHub
from tune_api.live.jobs import JobBoard
from tune_api.live.listener import listen
from tune_api.metrics import MeasureRequests, Metrics
from tune_api.results.postgres import PostgresResults, make_pool
from tune_api.routes.page import FOLDER, PageFiles
from tune_api.server import Endless
from tune_api.services import Services
from tune_api.settings import Settings
from tune_contract.pipelines.registry import installed_pipelines


def make_app(
    services: Services, lifespan: Lifespan[FastAPI] | None = None, hosts: Collection[str] = ()
) -> FastAPI:
    """An app over these services.

    Args:
        services: what its routes work with.
        lifespan: what lives as long as it does.
        hosts: the names it answers to, beside `localhost` and addresses.
    """
    app = bare_app(lifespan)
    app.state.services = services
    add_error_handlers(app)
    # Not at zlib's best: an export of millions of rows would wait for it.
    app.add_middleware(GZipMiddleware, compresslevel=4)
    app.add_middleware(AskAtGate, gate=services.gate)
    app.add_middleware(Guard, hosts=hosts)
    app.add_middleware(MeasureRequests, metrics=services.metrics)
    add_routes(app)
    app.mount("/page", PageFiles(directory=FOLDER), name="page")
    return app


def app_from(settings: Settings) -> tuple[FastAPI, tuple[Endless, ...]]:
    """The app as the settings want it, and what must be closed before it can stop.

    Raises:
        InvalidInput, Conflict: an installed pipeline is not right, or there is no cluster.
    """
    pool = make_pool(settings.database_uri)
    results = PostgresResults(pool)
    jobs, pipelines = _jobs(settings), installed_pipelines()
    hub, board = LiveHub(results, _now), JobBoard(jobs.source, pipelines, _now)
    metrics, ingest = Metrics(), settings.ingest
    publisher = KafkaPublisher(ingest.kafka) if ingest else None

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with pool, served(publisher):
            listening = asyncio.create_task(listen(settings.database_uri, hub))
            looking = asyncio.create_task(board.run())
            yield
            for task in (listening, looking):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    services = Services(
        jobs=jobs.source,
        records=jobs.records,
        pipelines=pipelines,
        results=results,
        live=hub,
        board=board,
        metrics=metrics,
        actions=jobs.actions,
        gate=settings.gate,
        ingest=make_ingest(ingest, publisher, metrics.registry) if ingest and publisher else None,
    )
    return make_app(services, lifespan, settings.allowed_hosts), (hub, board)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class _Jobs:
    """Where jobs are known from, told of, and asked."""

    source: JobSource
    records: JobRecords
    actions: JobActions


def _jobs(settings: Settings) -> _Jobs:
    folder = settings.jobs_dir
    if folder is not None:
        return _Jobs(
            DirectoryJobs(folder),
            DirectoryRecords(folder, settings.runs_dir),
            FolderActions(folder),
        )
    # Imported late: it takes half a second, which `tune demo` need not spend.
    from tune_api.jobs.cluster import ClusterJobs, cluster_client  # noqa: PLC0415
    from tune_api.jobs.cluster_actions import ClusterActions  # noqa: PLC0415
    from tune_api.jobs.cluster_records import ClusterRecords  # noqa: PLC0415

    client = cluster_client()
    return _Jobs(
        ClusterJobs(client, settings.namespaces), ClusterRecords(client), ClusterActions(client)
    )
