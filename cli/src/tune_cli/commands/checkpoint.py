"""tune checkpoint: position and state of a job's stream."""

import os
from pathlib import Path
from typing import Annotated

import typer

from tune_cli.backend.store import JobStore
from tune_cli.commands import options
from tune_cli.settings import read_settings
from tune_contract.errors import InvalidInput

checkpoint = typer.Typer(
    name="checkpoint",
    help="Look at a job's checkpoint, and go back to an earlier batch of it.",
    no_args_is_help=True,
)

_Job = Annotated[
    str, typer.Argument(metavar="[JOB]", help="The job's metadata.name.", show_default=False)
]
_Location = Annotated[
    Path | None, typer.Option(help="The folder of a checkpoint, without a job.", show_default=False)
]


@checkpoint.command("list")
def list_(
    job: options.JobArgument,
    *,
    json: options.Json = False,
    namespace: options.Namespace = "default",
    home: options.Home = None,
) -> None:
    """List a job's checkpoints: one for each checkpoint.resetNonce, and those put aside.

    With the batches that are kept, the last committed one, size, format of the state, and whether
    all of it is whole.
    """
    from tune_cli.backend.checkpoint import job_checkpoint  # noqa: PLC0415 - 0.1 s

    settings = read_settings(os.environ, home)
    found = JobStore(settings.home).find(job, namespace)
    raise typer.Exit(job_checkpoint(settings, found, ["list", *_json(json)]))


@checkpoint.command()
def verify(
    job: _Job = "",
    *,
    location: _Location = None,
    json: options.Json = False,
    namespace: options.Namespace = "default",
    home: options.Home = None,
) -> None:
    """Look into every file of a checkpoint: is it whole, and which is the last good batch?

    Exit code 1 when a driver would not go on from it. It needs no Java, and changes nothing; of a
    job that runs, files come and go meanwhile. On a cluster: see docs/checkpoints.md.
    """
    from tune_cli.backend.checkpoint import folder_checkpoint, job_checkpoint  # noqa: PLC0415

    if bool(job) == (location is not None):
        raise InvalidInput("give either a job or --location", "tune checkpoint verify JOB")
    if location is not None:
        raise typer.Exit(folder_checkpoint(location.absolute(), _json(json)))
    settings = read_settings(os.environ, home)
    found = JobStore(settings.home).find(job, namespace)
    raise typer.Exit(job_checkpoint(settings, found, ["verify", *_json(json)]))


@checkpoint.command()
def restore(
    job: options.JobArgument,
    *,
    to_batch: Annotated[int, typer.Option(min=0, help="The batch to go on after.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    namespace: options.Namespace = "default",
    home: options.Home = None,
) -> None:
    """Cut a job's checkpoint back to a batch; what came after is counted again from Kafka.

    Nothing is deleted: all of the checkpoint as it was stays beside it. The job must not run. A job
    that fills a lake is refused.
    """
    from tune_cli.backend.checkpoint import job_checkpoint, refuse_running  # noqa: PLC0415

    settings = read_settings(os.environ, home)
    found = JobStore(settings.home).find(job, namespace)
    refuse_running(settings, found)
    wanted = ["restore", "--to-batch", str(to_batch)]
    if not yes:
        code = job_checkpoint(settings, found, [*wanted, "--dry-run"])
        if dry_run or code:
            raise typer.Exit(code)
        typer.confirm("Go on?", abort=True)
    raise typer.Exit(
        job_checkpoint(settings, found, [*wanted, *(["--dry-run"] if dry_run else [])])
    )


def _json(wanted: bool) -> list[str]:
    return ["--json"] if wanted else []
