"""tune results: what a job has found out."""

import os
import sys
from typing import Annotated

import typer
from rich.console import Console

from tune_cli.backend.store import JobStore
from tune_cli.commands import options
from tune_cli.settings import read_settings
from tune_contract.errors import InvalidInput, NotFound
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.declaration import ResultTable
from tune_contract.pipelines.packages import GUIDE
from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.tunejob import TuneJob


def results(
    job: options.JobArgument,
    table: Annotated[
        str,
        typer.Argument(
            metavar="[TABLE]",
            help="Which table: the pipeline's first when left out, or dead_letters.",
            show_default=False,
        ),
    ] = "",
    *,
    namespace: options.Namespace = "default",
    limit: Annotated[int, typer.Option(min=0, help="At most so many rows; 0 = all.")] = 20,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV with a header.")] = False,
    json: options.Json = False,
    home: options.Home = None,
) -> None:
    """Print a job's results from PostgreSQL, the newest first, whether the job runs or not."""
    from tune_cli.backend.database import results_database  # noqa: PLC0415 - 0.1 s, with the next
    from tune_cli.backend.tables import newest_rows, schema_of  # noqa: PLC0415
    from tune_cli.view.table import print_table, write_csv, write_json  # noqa: PLC0415

    if csv and json:
        raise InvalidInput("--csv and --json exclude each other", "choose one of them")
    settings = read_settings(os.environ, home)
    store = JobStore(settings.home)
    found = store.find(job, namespace)
    schema, wanted = schema_of(found), _table(found, table)
    with results_database(settings, store.folder_of(found)) as uri:
        rows = newest_rows(uri, schema, wanted, limit or None)
    if json:
        write_json(rows, sys.stdout)
    elif csv:
        write_csv(rows, sys.stdout)
    else:
        print_table(rows, Console())


def _table(job: TuneJob, name: str) -> ResultTable:
    pipeline = installed_pipelines().get(job.spec.pipeline)
    if pipeline is None:
        raise NotFound(
            f"the pipeline {job.spec.pipeline} is not installed here",
            f"install its package ({GUIDE})",
        )
    tables = (*pipeline.shown(), DEAD_LETTERS)
    if not name:
        return tables[0]
    for table in tables:
        if table.name == name:
            return table
    known = ", ".join(table.name for table in tables)
    raise NotFound(f"{job.metadata.name} has no table {name}", f"it has: {known}")
