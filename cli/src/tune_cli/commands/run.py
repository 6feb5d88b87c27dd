"""tune run: one TuneJob on this machine."""

import typer

from tune_cli.commands import options
from tune_cli.commands.running import RunOptions, run_and_show
from tune_cli.document import read_tunejob
from tune_cli.stack.external import ExternalServices


def run(
    file: options.FileArgument,
    *,
    home: options.Home = None,
    bootstrap_servers: options.BootstrapServers = "",
    database: options.Database = "",
    redis: options.Redis = "",
    duration: options.Duration = None,
    no_page: options.NoPage = False,
    port: options.Port = None,
    json: options.Json = False,
) -> None:
    """Run a TuneJob on this machine: Kafka, PostgreSQL, Spark and the page, nothing to install.

    Ctrl-C stops it gracefully: the producer stops, what it made is read, the driver finishes its
    batch. The next run goes on from there. A second Ctrl-C ends it at once.
    """
    job = read_tunejob(file)
    # The environment may name one for other jobs.
    redis_uri = redis if any(sink.redis for sink in job.spec.sinks) else ""
    given = RunOptions(
        home=home,
        external=ExternalServices(bootstrap_servers, database, redis_uri),
        duration=duration,
        page=not no_page,
        port=port,
        json=json,
    )
    raise typer.Exit(run_and_show(job, file.absolute().parent, given))
