"""tune redis: the keys that a job's redis sink writes."""

import os

import typer

from tune_cli.backend.store import JobStore
from tune_cli.commands import options
from tune_cli.settings import read_settings

redis = typer.Typer(
    name="redis",
    help="Care for the keys that a job's redis sink writes.",
    no_args_is_help=True,
)


@redis.callback()
def _group() -> None:
    """Without it, Typer would take the one command for the group."""


@redis.command()
def rebuild(
    job: options.JobArgument,
    *,
    namespace: options.Namespace = "default",
    home: options.Home = None,
) -> None:
    """Make a job's keys in Redis anew from its tables in PostgreSQL, whether it runs or not.

    It fills a server that was emptied or is new, mends what is wrong and takes out what is left
    over. Who reads meanwhile finds old rows or new ones. The server is the one of the last
    `tune run`. On a cluster the same is done in the driver's pod: see docs/redis.md.
    """
    from tune_cli.backend.rebuild import rebuild_redis  # noqa: PLC0415 - 0.1 s

    settings = read_settings(os.environ, home)
    found = JobStore(settings.home).find(job, namespace)
    raise typer.Exit(rebuild_redis(settings, found))
