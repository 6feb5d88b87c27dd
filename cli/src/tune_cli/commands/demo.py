"""tune demo: the built-in example, from nothing to results."""

from importlib.resources import as_file, files
from pathlib import Path

import typer

from tune_cli.commands import options
from tune_cli.commands.running import RunOptions, run_and_show
from tune_cli.document import read_tunejob
from tune_cli.stack.external import ExternalServices


def demo(
    home: options.Home = None,
    duration: options.Duration = None,
    no_page: options.NoPage = False,
    port: options.Port = None,
    json: options.Json = False,
) -> None:
    """Count plays per genre, with a producer, Kafka, Spark, PostgreSQL and a page in the browser.

    Runs until Ctrl-C, or for --duration. At the end the counts are held against what Kafka has
    acknowledged: every event once, none twice.
    """
    with as_file(files("tune_cli.demo") / "genre-counts.yaml") as file:
        job = read_tunejob(file)
    given = RunOptions(
        home=home,
        external=ExternalServices(),
        duration=duration,
        page=not no_page,
        port=port,
        json=json,
    )
    raise typer.Exit(run_and_show(job, Path.cwd(), given))
