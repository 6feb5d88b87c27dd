"""Reaches the Kafka that a job reads, and starts the embedded one when it is that."""

from collections.abc import Iterator
from contextlib import contextmanager

from tune_cli.backend.embedded import embedded
from tune_cli.backend.folders import JobFolder
from tune_cli.settings import Settings
from tune_cli.stack.ports import LOOPBACK
from tune_cli.stack.state import ServiceName


@contextmanager
def job_kafka(settings: Settings, job: JobFolder, given: str) -> Iterator[str]:
    """The bootstrap servers, which answer while this lasts.

    Args:
        settings: for the embedded one.
        job: knows whether the last `tune run` was told of another.
        given: the command line's; empty = that of the last `tune run`.

    Raises:
        Unreachable: the embedded one does not start.
    """
    kept = job.bootstrap_servers
    servers = given or (kept.read_text() if kept.exists() else "")
    if servers:
        yield servers
        return
    with embedded(settings, ServiceName.KAFKA) as port:
        yield f"{LOOPBACK}:{port}"
