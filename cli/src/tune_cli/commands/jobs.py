"""tune jobs: what may be asked of a job that runs, here or on a cluster, by the API."""

import os
from pathlib import Path

import typer

from tune_cli.commands import options
from tune_contract.tunejob.action import JobAction

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
    _ask(JobAction.SUSPEND, f"{namespace}/{job}", url, api_key_file)


@jobs.command()
def resume(
    job: options.JobArgument,
    *,
    url: options.ApiUrl = options.API_URL,
    api_key_file: options.ApiKeyFile = None,
    namespace: options.Namespace = "default",
) -> None:
    """Have a suspended job go on from its checkpoint."""
    _ask(JobAction.RESUME, f"{namespace}/{job}", url, api_key_file)


@jobs.command()
def restart(
    job: options.JobArgument,
    *,
    url: options.ApiUrl = options.API_URL,
    api_key_file: options.ApiKeyFile = None,
    namespace: options.Namespace = "default",
) -> None:
    """Have a new driver go on from the checkpoint, after the running one has finished its batch."""
    _ask(JobAction.RESTART, f"{namespace}/{job}", url, api_key_file)


def _ask(action: JobAction, job: str, url: str, key_file: Path | None) -> None:
    from tune_cli.calling.actions import ask  # noqa: PLC0415 - 0.15 s
    from tune_cli.calling.client import open_client  # noqa: PLC0415

    key = options.api_key(key_file, os.environ)
    with open_client(url, key) as client:
        typer.echo(ask(client, job, action))
