"""Options that several commands have, with one help text each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from tune_contract.duration import parse_duration
from tune_contract.errors import InvalidInput

API_URL = "http://127.0.0.1:8088"
"""Where `tune run` serves its page, unless it is told otherwise."""
_KEY = "TUNE_API_KEY"


def seconds(text: str) -> float:
    """Read a duration such as `30s` as seconds."""
    try:
        return parse_duration(text).total_seconds()
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def api_key(file: Path | None, environ: Mapping[str, str]) -> str:
    """The key; a command line would show it to everybody on the machine.

    Raises:
        InvalidInput: the file cannot be read.
    """
    if file is None:
        return environ.get(_KEY, "")
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InvalidInput(f"--api-key-file {file}: {reason}", "put the key into it") from None


ApiUrl = Annotated[str, typer.Option("--url", help="Where the API is.")]
ApiKeyFile = Annotated[
    Path | None,
    typer.Option(
        help=f"Holds the key that the API wants; the environment's {_KEY} when left out.",
        show_default=False,
    ),
]
Home = Annotated[
    Path | None,
    typer.Option(
        help="Folder for everything that stays: events, results, checkpoints, logs. "
        "TUNE_HOME, else the user's data folder, when left out.",
        show_default=False,
    ),
]
BootstrapServers = Annotated[
    str,
    typer.Option(
        help="Use this Kafka, as host:port,host:port, not the embedded one.", show_default=False
    ),
]
Database = Annotated[
    str,
    typer.Option(
        envvar="TUNE_DATABASE_URL",
        help="Use this PostgreSQL, as postgresql://..., not the embedded one. "
        "TUNE_DATABASE_URL when left out, which other users of the machine do not see.",
        show_default=False,
        show_envvar=False,
    ),
]
Redis = Annotated[
    str,
    typer.Option(
        envvar="TUNE_REDIS_URL",
        help="The Redis or Valkey of the job's redis sinks, as redis://..., for the secrets they "
        "name. TUNE_REDIS_URL when left out; none is started here.",
        show_default=False,
        show_envvar=False,
    ),
]
Duration = Annotated[
    float | None,
    typer.Option(
        parser=seconds,
        metavar="TIME",
        help="Stop by itself so long after the first result, as in 30s or 5m.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, for programs.")]
NoPage = Annotated[bool, typer.Option("--no-page", help="Do not serve the page in the browser.")]
Port = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=65535,
        help="Port of the page; 0 = a free one. 8088, or a free one, when left out.",
        show_default=False,
    ),
]
JobArgument = Annotated[str, typer.Argument(metavar="JOB", help="The job's metadata.name.")]
Namespace = Annotated[str, typer.Option(help="The job's metadata.namespace.")]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A TuneJob file, YAML.")]
