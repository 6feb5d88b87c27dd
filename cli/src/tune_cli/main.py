"""The `tune` command: its commands, and the one place where errors become lines and exit codes."""

import logging
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from tune_cli.commands.checkpoint import checkpoint
from tune_cli.commands.dead_letters import dead_letters
from tune_cli.commands.demo import demo
from tune_cli.commands.doctor import doctor
from tune_cli.commands.invent import invent
from tune_cli.commands.jobs import jobs
from tune_cli.commands.pipelines import pipelines
from tune_cli.commands.produce import produce
from tune_cli.commands.redis import redis
from tune_cli.commands.reference import reference
from tune_cli.commands.report import report
from tune_cli.commands.results import results
from tune_cli.commands.run import run
from tune_cli.commands.send import send
from tune_cli.commands.status import status
from tune_cli.commands.stream import stream
from tune_cli.commands.validate import validate
from tune_cli.commands.warm import warm
from tune_cli.errors import ExitCode, exit_code
from tune_contract.errors import TuneError

DEBUG = "--debug"

app = typer.Typer(
    name="tune",
    help="Streaming analytics over music plays, from one YAML file: the same on this machine "
    "(`tune run FILE`) and on Kubernetes (`kubectl apply -f FILE`).",
    epilog="Start with: tune demo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _options(
    *,
    debug: Annotated[
        bool, typer.Option(DEBUG, help="Show stack traces and the libraries' own logs.")
    ] = False,
) -> None:
    logging.basicConfig(level=logging.DEBUG if debug else logging.CRITICAL)


_COMMANDS = (
    run, demo, results, report, status, dead_letters, validate, pipelines, produce, invent, send,
    stream, doctor, warm,
)  # fmt: skip
for _command in _COMMANDS:
    app.command()(_command)
app.add_typer(redis)
app.add_typer(checkpoint)
app.add_typer(jobs)
app.command(hidden=True)(reference)


def main() -> None:
    """Run the command line of this process."""
    sys.exit(execute(sys.argv[1:]))


def execute(arguments: Sequence[str]) -> int:
    """Run a command line; its exit code. Errors are one line on the standard error."""
    try:
        return int(app(list(arguments), standalone_mode=False) or ExitCode.OK)
    except BrokenPipeError:  # the reader, as in `tune results x | head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:
        if DEBUG in arguments:
            traceback.print_exc()
        return _report(error)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


def _report(error: Exception) -> int:
    if isinstance(error, TuneError):
        _print(error.message, error.hint)
        return exit_code(error)
    if isinstance(error, typer.TyperException):
        _print(error.format_message(), "see tune --help")
        return error.exit_code
    if isinstance(error, typer.Abort):
        return ExitCode.INTERRUPTED
    _print(f"{type(error).__name__}: {error}", f"this is a fault in tune; {DEBUG} shows where")
    return ExitCode.FAILED


def _print(message: str, hint: str) -> None:
    print(f"error: {message}", file=sys.stderr)
    if hint:
        print(f"hint: {hint}", file=sys.stderr)


if __name__ == "__main__":
    main()
