"""Reaches the database that holds a job's results, and starts the embedded one when it is that."""

from collections.abc import Iterator
from contextlib import contextmanager

from tune_cli.backend.embedded import embedded
from tune_cli.backend.folders import JobFolder
from tune_cli.settings import Settings
from tune_cli.stack.database import database_uri, ensure_password
from tune_cli.stack.database_files import password_file
from tune_cli.stack.state import ServiceName
from tune_contract.errors import NotFound


@contextmanager
def results_database(settings: Settings, job: JobFolder) -> Iterator[str]:
    """The connection string of the job's database, which answers while this lasts.

    Raises:
        NotFound: the job has never run.
        Unreachable: the embedded database does not start.
    """
    if not job.database_uri.exists():
        raise NotFound(f"{job.name} has never run", "`tune run FILE` runs it")
    kept = job.database_uri.read_text()
    password = ensure_password(password_file(settings.home.postgres))
    if password not in kept:  # the user's own PostgreSQL
        yield kept
        return
    with embedded(settings, ServiceName.POSTGRES) as port:
        yield database_uri(password, port)
