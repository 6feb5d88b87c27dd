"""tune report: how the tracks of a leaderboard do, and the pipeline that counts them."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from tune_cli.backend.clock import process_clock
from tune_cli.backend.store import JobStore
from tune_cli.commands import options
from tune_cli.files import write_atomically
from tune_cli.settings import read_settings
from tune_contract.errors import InvalidInput
from tune_contract.pipelines.leaderboard import LEADERBOARD
from tune_contract.tunejob import TuneJob

if TYPE_CHECKING:
    from tune_cli.report.snapshot import LeaderboardReport


def report(
    job: options.JobArgument,
    *,
    namespace: options.Namespace = "default",
    top: Annotated[int, typer.Option(min=1, help="So many tracks of the board.")] = 10,
    track: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="The track of the deep dive; the first of the board when left out.",
            show_default=False,
        ),
    ] = "",
    json: options.Json = False,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="Write a page that needs no network and no script.",
            show_default=False,
        ),
    ] = None,
    home: options.Home = None,
) -> None:
    """Report on a job of the pipeline leaderboard: ranks, statistics, and one track in depth.

    All figures are of one moment, whether the job runs or not. The document of --json is described
    by docs/reference/leaderboard-report.schema.json.
    """
    from tune_cli.backend.database import results_database  # noqa: PLC0415 - 0.1 s, with the next
    from tune_cli.backend.tables import schema_of  # noqa: PLC0415
    from tune_cli.report.read import ReportRequest, read_report  # noqa: PLC0415

    settings = read_settings(os.environ, home)
    store = JobStore(settings.home)
    found = _leaderboard(store.find(job, namespace))
    request = ReportRequest(schema_of(found), top, track)
    with results_database(settings, store.folder_of(found)) as uri:
        read = read_report(uri, found, request, process_clock().now())
    if html is not None:
        _write_page(read, html)
    if json:
        sys.stdout.write(read.model_dump_json(indent=2) + "\n")
    elif html is None:
        from tune_cli.report.text import print_report  # noqa: PLC0415 - only now

        print_report(read, Console())


def _leaderboard(job: TuneJob) -> TuneJob:
    if job.spec.pipeline != LEADERBOARD.name:
        name = job.metadata.name
        raise InvalidInput(
            f"{name} runs {job.spec.pipeline}, and only {LEADERBOARD.name} has a report",
            f"`tune results {name}` prints its tables",
        )
    return job


def _write_page(read: "LeaderboardReport", file: Path) -> None:
    from tune_cli.report.page import page  # noqa: PLC0415 - only now

    try:
        write_atomically(file, page(read))
    except OSError as error:
        raise InvalidInput(f"cannot write {file}: {error.strerror}", "name another file") from None
    typer.echo(f"The page is in {file}", err=True)
