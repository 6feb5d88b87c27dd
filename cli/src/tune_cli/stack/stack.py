"""What a command works with: Kafka, PostgreSQL, Java and the jars, embedded or external."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tune_cli.settings import Home, Settings, make_home
from tune_cli.stack.database import database_uri, ensure_password
from tune_cli.stack.database_files import password_file
from tune_cli.stack.events import StackEvents
from tune_cli.stack.external import ExternalServices
from tune_cli.stack.jars import Jars, find_jars
from tune_cli.stack.java import Java, find_java
from tune_cli.stack.ports import LOOPBACK
from tune_cli.stack.session import Session, open_session
from tune_cli.stack.state import ServiceName

# Imports that take a tenth of a second stand where they are needed: every command starts here.
_ALL_HERE = ExternalServices()


@dataclass(frozen=True)
class Stack:
    """Where everything is. Addresses are right before anything answers: see `wait_ready`."""

    bootstrap_servers: str
    database_uri: str
    java: Java
    jars: Jars
    session: Session | None
    """The embedded services; None when all are external."""
    events: StackEvents

    def wait_ready(self) -> None:
        """Wait until the embedded services answer.

        Raises:
            Unreachable: one does not start.
        """
        if self.session:
            self.session.wait_ready(self.events)


@contextmanager
def attach(
    settings: Settings, events: StackEvents, external: ExternalServices = _ALL_HERE
) -> Iterator[Stack]:
    """Use the stack of a home: the running one, or one that is started.

    Downloads the jars the first time. Does not wait for the services, so that a driver can start
    beside them: call `wait_ready` before the first request. They stop some seconds after the last
    command has left this block, or has been killed.

    Raises:
        InvalidInput: something in the settings cannot be used.
        Unreachable: no download, or an external service does not answer.
        TemporaryError: other commands are in the way for too long.
    """
    home = settings.home
    make_home(home)
    java, jars = find_java(settings.java_home), find_jars(home)
    if external != _ALL_HERE:
        from tune_cli.stack.external_check import check_external  # noqa: PLC0415 - 0.1 s

        check_external(external)
    if not jars.present():
        from tune_cli.stack.download import Download, download_jars  # noqa: PLC0415 - 0.1 s

        download_jars(Download(settings, java, jars), events)
    names = _embedded(external)
    with _session(home, java, names) as session:
        ports = session.ports if session else {}
        yield Stack(
            bootstrap_servers=external.bootstrap_servers
            or f"{LOOPBACK}:{ports[ServiceName.KAFKA]}",
            database_uri=external.database_uri or _own_uri(home, ports[ServiceName.POSTGRES]),
            java=java,
            jars=jars,
            session=session,
            events=events,
        )


def _embedded(external: ExternalServices) -> list[ServiceName]:
    given = {
        ServiceName.KAFKA: external.bootstrap_servers,
        ServiceName.POSTGRES: external.database_uri,
    }
    return [name for name in ServiceName if not given[name]]


@contextmanager
def _session(home: Home, java: Java, names: Sequence[ServiceName]) -> Iterator[Session | None]:
    if not names:
        yield None
        return
    session = open_session(home, java, names)
    try:
        yield session
    finally:
        session.close()


def _own_uri(home: Home, port: int) -> str:
    return database_uri(ensure_password(password_file(home.postgres)), port)
