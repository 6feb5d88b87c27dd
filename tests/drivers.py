"""Drivers as the processes they are, for tests that start and kill them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tune_contract.runtime.job_config import JobConfig
from tune_contract.runtime.reports import DriverProgress, Termination

if TYPE_CHECKING:
    import psycopg

PATIENCE = 200.0  # seconds: what takes 10 on a quiet machine takes a minute on a busy one


@dataclass
class Driver:
    """A driver that runs as a process, in a process group of its own."""

    process: "subprocess.Popen[bytes]"
    config: JobConfig
    log: Path

    @classmethod
    def start(
        cls, config: JobConfig, folder: Path, number: int, environment: Mapping[str, str]
    ) -> "Driver":
        """Start it, with its document and its log in a folder.

        Args:
            config: the document.
            folder: where it is written.
            number: tells its files from those of the folder's other drivers.
            environment: what is added to our own.
        """
        path, log = folder / f"job-{number}.json", folder / f"driver-{number}.log"
        path.write_text(config.model_dump_json())
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "tune_jobs", "--config", str(path)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env={**os.environ, **environment},
                start_new_session=True,
            )
        return cls(process, config, log)

    def progress(self) -> DriverProgress | None:
        """Its report; None before it listens."""
        try:
            with urllib.request.urlopen(f"{self._url}/progress", timeout=5) as answer:
                return DriverProgress.model_validate_json(answer.read())
        except OSError:
            return None

    def until(self, true: Callable[[DriverProgress], bool]) -> None:
        """Wait until its report says so."""
        self._wait_for(lambda: (report := self.progress()) is not None and true(report))

    def until_locked_out(self, connection: "psycopg.Connection") -> None:
        """Wait until its batch stands before a table that `connection` has locked."""
        waiting = (
            "SELECT count(*) FROM pg_locks JOIN pg_class ON pg_class.oid = relation "
            "JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE NOT granted AND nspname = %s"
        )
        schema = next(each.db_schema for each in self.config.sinks if each.db_schema)
        self._wait_for(lambda: connection.execute(waiting, [schema]).fetchone() == (1,))

    def ask_to_drain(self) -> None:
        request = urllib.request.Request(f"{self._url}/drain", method="POST")
        urllib.request.urlopen(request, timeout=5).close()

    def java(self) -> int:
        """The process id of its JVM."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return int(children.split()[0])

    def kill(self) -> None:
        """Kill it and its JVM at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> Termination:
        """Wait for its end; what it says of it."""
        code = self.process.wait(PATIENCE)
        ended = Termination.model_validate_json(Path(self.config.termination_file).read_bytes())
        assert ended.exit_code == code, self.log.read_text()
        return ended

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self.config.endpoint.port}"

    def _wait_for(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
