"""tune dead-letters: what a job could not count, and back into its topic with it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from tune_cli.backend.store import JobStore
from tune_cli.commands import options
from tune_cli.settings import Settings, read_settings
from tune_contract.duration import milliseconds
from tune_contract.errors import InvalidInput
from tune_contract.pipelines.dead_letters_filter import DeadLetterFilter
from tune_contract.tunejob import TuneJob

if TYPE_CHECKING:
    from tune_cli.backend.dead_letters import JobLetters


def dead_letters(
    job: options.JobArgument,
    *,
    namespace: options.Namespace = "default",
    reason: Annotated[
        str,
        typer.Option(
            metavar="TEXT", help="Only those whose reason contains this.", show_default=False
        ),
    ] = "",
    topic: Annotated[str, typer.Option(help="Only those of this topic.", show_default=False)] = "",
    since: Annotated[
        float | None,
        typer.Option(
            parser=options.seconds,
            metavar="TIME",
            help="Only records as new as this by their time in Kafka, as in 1h or 7d.",
            show_default=False,
        ),
    ] = None,
    rows: Annotated[
        bool, typer.Option("--list", help="Each of them, the newest first, not a summary.")
    ] = False,
    limit: Annotated[int, typer.Option(min=0, help="With --list: at most so many; 0 = all.")] = 20,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV with a header.")] = False,
    ndjson: Annotated[
        bool, typer.Option("--ndjson", help="Print one JSON object in each line.")
    ] = False,
    json: options.Json = False,
    replay: Annotated[
        bool,
        typer.Option("--replay", help="Write them back to their topic, for a job that is mended."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --replay: say what would be written.")
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="With --replay: also those replayed before; they count twice."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --replay: do not ask.")] = False,
    bootstrap_servers: Annotated[
        str,
        typer.Option(
            help="With --replay: this Kafka, not the one of the last run.", show_default=False
        ),
    ] = "",
    home: options.Home = None,
) -> None:
    """Show the records that a job could not count, by reason; or replay them.

    They are read from the job's PostgreSQL, whether the job runs or not. A replay writes each back
    to the partition it was in, once: a second one passes over it. A job that still cannot count it
    makes a new dead letter of it. On a cluster it is started in the driver's pod: see
    docs/dead-letters.md.
    """
    form = _form({Form.CSV: csv, Form.NDJSON: ndjson, Form.JSON: json})
    _check(form, replay=replay, rows=rows, only_replay=dry_run or again or yes)
    settings = read_settings(os.environ, home)
    found = JobStore(settings.home).find(job, namespace)
    age = None if since is None else timedelta(seconds=since)
    wanted = DeadLetterFilter(reason, topic, None if age is None else datetime.now(UTC) - age)
    if not replay:
        _show(settings, found, wanted, _Look(form, rows, limit or None))
        return
    if not (dry_run or yes):
        _ask(settings, found, wanted, again=again)
    flags = {"--again": again, "--dry-run": dry_run, "--json": json}
    arguments = (
        *("--reason", reason, "--topic", topic),
        *(("--since", f"{milliseconds(age)}ms") if age else ()),
        *(flag for flag, given in flags.items() if given),
    )
    raise typer.Exit(_replay(settings, found, arguments, bootstrap_servers))


class Form(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "--csv"
    NDJSON = "--ndjson"
    JSON = "--json"


@dataclass(frozen=True)
class _Look:
    """What is shown."""

    form: Form
    rows: bool
    """Each letter, not a summary."""
    limit: int | None


def _form(given: dict[Form, bool]) -> Form:
    chosen = [form for form, wanted in given.items() if wanted]
    if len(chosen) > 1:
        raise InvalidInput(f"{' and '.join(chosen)} exclude each other", "choose one of them")
    return chosen[0] if chosen else Form.TABLE


def _check(form: Form, *, replay: bool, rows: bool, only_replay: bool) -> None:
    if only_replay and not replay:
        raise InvalidInput("--dry-run, --again and --yes are of a replay", "add --replay")
    if replay and (rows or form in {Form.CSV, Form.NDJSON}):
        raise InvalidInput(
            "--replay says what it did in sentences, or with --json",
            "leave --list, --csv and --ndjson out",
        )


def _show(settings: Settings, job: TuneJob, wanted: DeadLetterFilter, look: _Look) -> None:
    from tune_cli.backend.dead_letters import LIST_COLUMNS, SUMMARY_COLUMNS  # noqa: PLC0415 - 0.1 s
    from tune_cli.view import letters as view  # noqa: PLC0415

    with _letters(settings, job, wanted) as found:
        columns = LIST_COLUMNS if look.rows else SUMMARY_COLUMNS
        rows = found.newest(look.limit) if look.rows else found.summary()
        match look.form:
            case Form.TABLE:
                show = view.print_list if look.rows else view.print_summary
                show(list(rows), Console())
            case Form.CSV:
                view.letters_csv(columns, rows, sys.stdout)
            case Form.NDJSON:
                view.letters_ndjson(columns, rows, sys.stdout)
            case Form.JSON:
                view.letters_json(columns, rows, sys.stdout)


@contextmanager
def _letters(settings: Settings, job: TuneJob, wanted: DeadLetterFilter) -> Iterator["JobLetters"]:
    from tune_cli.backend.database import results_database  # noqa: PLC0415 - 0.1 s, with the next
    from tune_cli.backend.dead_letters import JobLetters  # noqa: PLC0415
    from tune_cli.backend.tables import schema_of  # noqa: PLC0415

    schema = schema_of(job)
    with results_database(settings, JobStore(settings.home).folder_of(job)) as uri:
        yield JobLetters(uri, schema, wanted)


def _ask(settings: Settings, job: TuneJob, wanted: DeadLetterFilter, *, again: bool) -> None:
    """Let a person see how many they are; a program says --yes."""
    with _letters(settings, job, wanted) as found:
        totals = [(int(str(row[1])), int(str(row[2]))) for row in found.summary()]
    count = sum(records - (0 if again else replayed) for records, replayed in totals)
    if not sys.stdin.isatty():
        raise InvalidInput(
            f"--replay would ask about {count:,} dead letters, and nobody is there to answer",
            "add --yes, or --dry-run to see what would be written",
        )
    name = job.metadata.name
    typer.confirm(f"Write up to {count:,} dead letters of {name} back?", abort=True, err=True)


def _replay(settings: Settings, job: TuneJob, arguments: tuple[str, ...], servers: str) -> int:
    from tune_cli.backend.replay import ReplayCommand, replay_letters  # noqa: PLC0415 - 0.1 s

    dry = "--dry-run" in arguments
    return replay_letters(settings, job, ReplayCommand(arguments, servers, dry))
