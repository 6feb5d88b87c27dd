"""tune validate: is this file right?"""

import typer

from tune_cli.commands import options
from tune_cli.document import read_tunejob


def validate(file: options.FileArgument) -> None:
    """Check a TuneJob file and start nothing; lists every problem at once."""
    job = read_tunejob(file)
    typer.echo(f"{file}: ok, TuneJob {job.metadata.name} runs {job.spec.pipeline}")
