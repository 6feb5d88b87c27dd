"""What `run`, `demo` and `stream` share: run a job, show it, and sum it up."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from tune_cli.backend.clock import process_clock
from tune_cli.backend.page import page_port
from tune_cli.backend.run_summary import RunSummary
from tune_cli.backend.runner import RunRequest, open_run
from tune_cli.errors import ExitCode
from tune_cli.settings import read_settings
from tune_cli.stack.external import ExternalServices
from tune_cli.view.lines import Lines
from tune_cli.view.run_end import last_lines
from tune_cli.view.run_view import RunView
from tune_contract.errors import PermanentError
from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.phase import Phase

if TYPE_CHECKING:
    from tune_cli.backend.tables import Rows


@dataclass(frozen=True)
class RunOptions:
    """How to run a job: the options of the command line."""

    home: Path | None
    external: ExternalServices
    duration: float | None = None
    """Seconds; None = until the job ends or the user asks for it."""
    page: bool = True
    port: int | None = None
    """Of the page; 0 = a free one, None = the usual one."""
    json: bool = False


def run_and_show(job: TuneJob, base: Path, options: RunOptions) -> ExitCode:
    """Run a job to its end.

    Raises:
        PermanentError: the job failed.
        TuneError: it could not be run.
    """
    pipeline = installed_pipelines().get(job.spec.pipeline)
    assert pipeline is not None  # noqa: S101 - checked when the job was read
    clock, settings = process_clock(), read_settings(os.environ, options.home)
    port = page_port(options.port) if options.page else None
    request = RunRequest(job, base, options.external, port)
    with (
        Lines(Console(stderr=True)) as lines,
        open_run(request, settings, RunView(lines), clock) as opened,
    ):
        end = opened.run.until_end(options.duration)
        if end.killed:
            lines.say("Ended at once. What was not committed is read again by the next run.")
            return ExitCode.INTERRUPTED
        from tune_cli.backend.summary import summarize, top_rows  # noqa: PLC0415 - 0.1 s: not before

        summary = summarize(end, opened, pipeline, clock.elapsed())
        rows = top_rows(end, opened, pipeline)
    _print(summary, rows, as_json=options.json)
    _raise_failure(summary, options)
    bounded = job.spec.bounded() or options.duration is not None
    return _verdict(summary, bounded=bounded)


def _print(summary: RunSummary, rows: "Rows | None", *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(summary.model_dump_json(indent=2) + "\n")
        return
    console = Console()
    if rows is not None and rows.rows:
        from tune_cli.view.table import print_table  # noqa: PLC0415 - only now

        print_table(rows, console)
    for line in last_lines(summary):
        console.print(line, soft_wrap=True, markup=False, highlight=False)


def _raise_failure(summary: RunSummary, options: RunOptions) -> None:
    failure = summary.failure
    if summary.phase is not Phase.FAILED or failure is None:
        return
    home = read_settings(os.environ, options.home).home
    logs = home.runs / summary.namespace / summary.job
    raise PermanentError(
        f"{summary.job} failed ({failure.failure_class.value}): {failure.message}",
        f"the driver's log is below {logs}",
    )


def _verdict(summary: RunSummary, *, bounded: bool) -> ExitCode:
    """A run with an end that left something out, or counted something twice, has failed."""
    if not bounded or not summary.acknowledged:
        return ExitCode.OK
    if summary.comparison is None:
        return ExitCode.FAILED if summary.progress.lag else ExitCode.OK
    return ExitCode.OK if summary.comparison.equal() else ExitCode.FAILED
