"""tune doctor: is everything here that is needed?"""

import os
from typing import TYPE_CHECKING

import typer

from tune_cli.commands import options
from tune_cli.errors import ExitCode
from tune_cli.settings import read_settings

if TYPE_CHECKING:
    from tune_cli.stack.checks import Check


def doctor(home: options.Home = None) -> None:
    """Check this machine: Python, memory, disk, Java, downloads, ports; says how to mend it."""
    from tune_cli.stack.checks import run_checks  # noqa: PLC0415 - 0.1 s

    checks = run_checks(read_settings(os.environ, home))
    for check in checks:
        typer.echo(line(check))
    raise typer.Exit(ExitCode.OK if all(check.ok for check in checks) else ExitCode.FAILED)


def line(check: "Check") -> str:
    """A check in a line, with what to do in a second one."""
    said = f"{'ok ' if check.ok else 'BAD'}  {check.name:<13} {check.found}"
    return f"{said}\n     fix: {check.fix}" if check.fix else said
