"""tune jobs: what may be asked of a job that runs, here or on a cluster, by the API."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tune_cli.commands import options

if TYPE_CHECKING:
    from tune_cli.calling.generated import Api

jobs = typer.Typer(
    name="jobs",
    help="Suspend, resume and restart jobs that run, here or on a cluster.",
    no_args_is_help=True,
)


@jobs.command()
def suspend(
    job: options.JobArgument,
    *,
    url: options.ApiUrl = options.API_URL,
    api_key_file: options.ApiKeyFile = None,
    namespace: options.Namespace = "default",
) -> None:
    """Have a job finish its batch and stop; checkpoint and results stay.

    `tune run` stays, and waits for `tune jobs resume`. The job goes on from its file when it is run
    anew.
    """
    with _api(url, api_key_file) as api:
        typer.echo(api.suspend_job(namespace, job).meaning)


@jobs.command()
def resume(
    job: options.JobArgument,
    *,
    url: options.ApiUrl = options.API_URL,
    api_key_file: options.ApiKeyFile = None,
    namespace: options.Namespace = "default",
) -> None:
    """Have a suspended job go on from its checkpoint."""
    with _api(url, api_key_file) as api:
        typer.echo(api.resume_job(namespace, job).meaning)


@jobs.command()
def restart(
    job: options.JobArgument,
    *,
    url: options.ApiUrl = options.API_URL,
    api_key_file: options.ApiKeyFile = None,
    namespace: options.Namespace = "default",
) -> None:
    """Have a new driver go on from the checkpoint, after the running one has finished its batch."""
    with _api(url, api_key_file) as api:
        typer.echo(api.restart_job(namespace, job).meaning)


@contextmanager
def _api(url: str, key_file: Path | None) -> Iterator["Api"]:
    from tune_cli.calling.client import open_client  # noqa: PLC0415 - 0.15 s
    from tune_cli.calling.generated import Api  # noqa: PLC0415

    with open_client(url, options.api_key(key_file, os.environ)) as client:
        yield Api(client)
