"""tune status: how the jobs of this machine are."""

import os
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tune_cli.backend.lock import holder
from tune_cli.backend.store import JobStore
from tune_cli.commands import options
from tune_cli.settings import read_settings
from tune_contract.tunejob import TuneJob


def status(
    job: Annotated[
        str, typer.Argument(metavar="[JOB]", help="One job in detail.", show_default=False)
    ] = "",
    namespace: options.Namespace = "default",
    home: options.Home = None,
    json: options.Json = False,
) -> None:
    """Say how jobs are: phase, progress, restarts, and who runs them."""
    store = JobStore(read_settings(os.environ, home).home)
    found = [store.find(job, namespace)] if job else list(store.jobs())
    if json:
        documents = [each.model_dump_json(indent=2) for each in found]
        sys.stdout.write(documents[0] if job else f"[{','.join(documents)}]")
        sys.stdout.write("\n")
    elif job:
        typer.echo("\n".join(_detail(found[0], store)))
    elif found:
        Console().print(_table(found, store))
    else:
        typer.echo("No jobs yet: `tune run FILE` or `tune demo` makes one.")


def _runner(job: TuneJob, store: JobStore) -> str:
    pid = holder(store.folder_of(job).lock)
    return f"process {pid}" if pid else "nobody"


def _table(jobs: list[TuneJob], store: JobStore) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("job", "pipeline", "phase", "run by", "batch", "lag", "restarts"):
        table.add_column(name)
    for job in jobs:
        progress = job.status.progress
        table.add_row(
            job.metadata.name,
            job.spec.pipeline,
            job.status.phase.value,
            _runner(job, store),
            _number(progress.batch_id),
            _number(progress.lag),
            str(job.status.restarts.count),
        )
    return table


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _detail(job: TuneJob, store: JobStore) -> list[str]:
    now = job.status
    lines = [
        f"{job.metadata.name}: {now.phase.value}. {now.phase.sentence}",
        f"  run by    {_runner(job, store)}",
        f"  attempt   {now.attempt.number}, restarts {now.restarts.count}",
        (
            f"  progress  batch {_number(now.progress.batch_id)}, lag {_number(now.progress.lag)}, "
            f"dead letters {now.progress.dead_letters:,}, late {now.progress.late_rows:,}"
        ),
        f"  producer  acknowledged {now.producer.acknowledged:,}",
    ]
    if now.last_failure:
        failure = now.last_failure
        lines.append(f"  failure   {failure.failure_class.value}: {failure.message}")
    lines += [
        f"  {condition.type.value}={condition.status.value} {condition.reason}: {condition.message}"
        for condition in now.conditions
    ]
    return lines
