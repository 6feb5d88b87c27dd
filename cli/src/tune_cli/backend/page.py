"""The page in the browser, and the way in for events: the API as a child of the run."""

import sys

from tune_cli.backend.folders import JobFolder
from tune_cli.backend.outcome import log_tail
from tune_cli.backend.processes import Child, Command
from tune_cli.stack.ports import LOOPBACK, choose_port, port_answers, port_is_free
from tune_contract.errors import Conflict

DEFAULT_PORT = 8088
_END = 3.0  # seconds: it has nothing to finish


class Page:
    """The page of a job, started when there is something to see."""

    def __init__(self, job: JobFolder, port: int, ingest: tuple[str, ...] = ()) -> None:
        """Start nothing yet.

        Args:
            job: whose page.
            port: where it is to listen.
            ingest: the API's options for events.
        """
        self._job = job
        self._port = port
        self._ingest = ingest
        self._child: Child | None = None
        self._told = False
        self._ended = False

    def look_after(self) -> str:
        """Start it, or see that it runs; returns what is new and worth telling."""
        if self._child is None:
            self._child = Child(self._command())
        if not self._told and port_answers(self._port):
            self._told = True
            job = f"{self._job.namespace}/{self._job.name}"
            return f"page     http://{LOOPBACK}:{self._port}/jobs/{job}"
        if self._ended or self._child.exit_code() is None:
            return ""
        self._ended = True
        reason = (log_tail(self._child.folder.log).splitlines() or ["it ended"])[-1]
        return f"page     not available: {reason}"

    def close(self) -> None:
        """End it."""
        if self._child is None:
            return
        self._child.let_go()
        self._child.ask_to_end()
        if self._child.wait(_END) is None:
            self._child.kill()

    def _command(self) -> Command:
        program = (sys.executable, "-P", "-m", "tune_api", "--host", LOOPBACK)
        home = self._job.home
        folders = ("--jobs-dir", str(home.jobs), "--runs-dir", str(home.runs))
        where = ("--port", str(self._port), *folders)
        database = ("--database-uri-file", str(self._job.database_uri))
        arguments = (*program, *where, *database, *self._ingest, "--exit-with-parent")
        return Command(arguments, self._job.page_run(), {})


def page_port(asked: int | None) -> int:
    """The port to use: the one asked for, else 8088, else a free one.

    Args:
        asked: 0 = any free one; None = the usual one.

    Raises:
        Conflict: the one asked for is taken.
    """
    if asked and not port_is_free(asked):
        raise Conflict(f"port {asked} is taken", "choose another with --port; 0 finds a free one")
    return asked or choose_port(DEFAULT_PORT if asked is None else None)
