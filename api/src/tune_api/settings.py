"""The settings: read once from the command line, then passed on."""

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tune_api.access.gate import Gate
from tune_api.access.settings import add_options as add_access_options
from tune_api.access.settings import read_access
from tune_api.ingest.settings import IngestSettings, add_options, read_ingest
from tune_contract.errors import InvalidInput
from tune_contract.runtime.database import check_database, tls_options

HIGHEST_PORT = 65535
_HOST = re.compile(r"(\*\.)?[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
_NAMESPACE = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")


@dataclass(frozen=True)
class Settings:
    """All that the API needs to know."""

    host: str
    port: int
    """0 = a free one."""
    jobs_dir: Path | None
    """The folder of the process backend; None with jobs from a cluster."""
    runs_dir: Path | None = field(default=None, kw_only=True)
    """Where the process backend keeps the logs of what it runs."""
    database_uri: str = field(repr=False)
    """Not shown: it may hold a password."""
    gate: Gate = field(default_factory=Gate)
    """Who gets in; nobody, unless it is said."""
    namespaces: tuple[str, ...] = ()
    """The namespaces whose TuneJobs are served, with jobs from a cluster."""
    allowed_hosts: tuple[str, ...] = ()
    """The names it is called by, beside `localhost` and addresses."""
    exit_with_parent: bool = False
    """Stop when standard input is closed: the process that started it is gone."""
    ingest: IngestSettings | None = None
    """None when no topic takes events."""


class _Parser(argparse.ArgumentParser):
    """Raises instead of printing and exiting, so that `main` reports every error alike."""

    def error(self, message: str) -> NoReturn:
        raise InvalidInput(message, "see python -m tune_api --help")


def read_settings(arguments: Sequence[str]) -> Settings:
    """Read and check the command line.

    Raises:
        InvalidInput: an option, the folder or the file is wrong.
    """
    parser = _Parser(prog="tune_api", description=__doc__, allow_abbrev=False)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument(
        "--allowed-hosts",
        default="",
        help="names it is called by, beside localhost and addresses: tunes.example.com,*.music.svc",
    )
    parser.add_argument("--port", type=int, default=8080, help="the port; 0 = a free one")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--jobs-dir", type=Path, help="holds NAMESPACE/NAME/tunejob.json")
    parser.add_argument("--runs-dir", type=Path, help="holds the drivers' logs, with --jobs-dir")
    source.add_argument(
        "--namespaces", help="serve the TuneJobs of these Kubernetes namespaces: music,chat"
    )
    parser.add_argument(
        "--database-uri-file", type=Path, required=True, help="holds PostgreSQL's connection string"
    )
    parser.add_argument(
        "--exit-with-parent", action="store_true", help="stop when standard input is closed"
    )
    add_access_options(parser)
    add_options(parser)
    given = parser.parse_args(arguments)
    return Settings(
        host=given.host,
        port=_checked_port(given.port),
        jobs_dir=_checked_folder(given.jobs_dir) if given.jobs_dir else None,
        runs_dir=given.runs_dir,
        namespaces=_checked_namespaces(given.namespaces or ""),
        database_uri=_read_uri(given.database_uri_file),
        gate=read_access(given),
        allowed_hosts=_checked_hosts(given.allowed_hosts),
        exit_with_parent=given.exit_with_parent,
        ingest=read_ingest(given),
    )


def _checked_port(port: int) -> int:
    if not 0 <= port <= HIGHEST_PORT:
        raise InvalidInput(f"--port {port} is not a port", f"use 0 to {HIGHEST_PORT}")
    return port


def _checked_folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise InvalidInput(f"--jobs-dir {folder} is not a folder", "make it or name another")
    return folder


def _checked_namespaces(text: str) -> tuple[str, ...]:
    names = _listed(text)
    wrong = [name for name in names if not _NAMESPACE.fullmatch(name)]
    if wrong:
        raise InvalidInput(
            f"--namespaces: {wrong[0]!r} is not a namespace", "write them like music,chat"
        )
    return names


def _checked_hosts(text: str) -> tuple[str, ...]:
    names = tuple(name.lower() for name in _listed(text))
    wrong = [name for name in names if not _HOST.fullmatch(name)]
    if wrong:
        raise InvalidInput(
            f"--allowed-hosts: {wrong[0]!r} is no name of a host",
            "write them without port, like tunes.example.com,*.example.org",
        )
    return names


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _read_uri(file: Path) -> str:
    try:
        uri = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"--database-uri-file {file} cannot be read: {getattr(error, 'strerror', error)}",
            "write PostgreSQL's connection string into it",
        ) from None
    tls = tls_options(file)
    try:
        known = conninfo_to_dict(uri)
        uri = make_conninfo(uri, **tls)
    except ProgrammingError:
        known = {}
    check_database(known)
    if not known:  # the text itself is not shown: it may hold a password
        raise InvalidInput(
            f"--database-uri-file {file} holds no connection string",
            "write one like postgresql://user@host:5432/database",
        )
    return uri
