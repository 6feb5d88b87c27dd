"""Holds one of the embedded services for a command that needs no more of the stack."""

from collections.abc import Iterator
from contextlib import contextmanager

from tune_cli.settings import Settings
from tune_cli.stack.events import NoEvents
from tune_cli.stack.java import find_java
from tune_cli.stack.session import open_session
from tune_cli.stack.state import ServiceName


@contextmanager
def embedded(settings: Settings, service: ServiceName) -> Iterator[int]:
    """The port of a service that answers while this lasts; it is started when nobody uses it.

    Raises:
        Unreachable: it does not start.
    """
    session = open_session(settings.home, find_java(settings.java_home), [service])
    try:
        session.wait_ready(NoEvents())
        yield session.ports[service]
    finally:
        session.close()
