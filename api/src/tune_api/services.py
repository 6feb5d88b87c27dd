"""What the routes work with: made once for an app, reached through its state."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from tune_api.access.gate import Gate
from tune_api.ingest.service import Ingest
from tune_api.jobs.actions import JobActions
from tune_api.jobs.records import JobRecords
from tune_api.jobs.source import JobSource
from tune_api.live.hub import LiveHub
from tune_api.live.jobs import JobBoard
from tune_api.metrics import Metrics
from tune_api.results.location import TableLocation, locate
from tune_api.results.reader import Results
from tune_contract.pipelines.registry import PipelineRegistry


@dataclass(frozen=True)
class Services:
    """The parts behind the routes."""

    jobs: JobSource
    records: JobRecords
    pipelines: PipelineRegistry
    results: Results
    live: LiveHub
    board: JobBoard
    metrics: Metrics
    actions: JobActions
    gate: Gate
    """Who gets in."""
    ingest: Ingest | None = None
    """None when no topic takes events."""


def _services(request: Request) -> Services:
    return cast("Services", request.app.state.services)


AppServices = Annotated[Services, Depends(_services)]
"""A route's parameter: the services of its app."""


async def _location(services: AppServices, namespace: str, name: str, table: str) -> TableLocation:
    return locate(await services.jobs.get(namespace, name), table, services.pipelines)


Location = Annotated[TableLocation, Depends(_location)]
"""A route's parameter: the table its path names; 404 when there is none."""
