"""The start script of the chart tunejob-kafka, with a real PostgreSQL."""

import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tune_cli.stack.database_files import current_account, find_database_files, install_programs

SCRIPT = Path(__file__).parents[2] / "charts" / "tunejob-kafka" / "files" / "postgresql.sh"
SECONDS = 60


class Pod:
    """What the chart gives the script: folders, files, environment, a user other than root."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.files = find_database_files(folder, current_account())
        self.process: subprocess.Popen[bytes] | None = None
        install_programs(self.files)
        for name in ("data", "run", "database"):
            (folder / name).mkdir()
            (folder / name).chmod(0o777)
        self.give(username="tunejob", database="results", password="one")

    def give(self, **files: str) -> None:
        for name, text in files.items():
            (self.folder / "database" / name).write_text(text)

    def start(self) -> None:
        environment = {
            "PATH": f"{self.files.programs}/bin:/usr/bin:/bin",
            "PGDATA": str(self.folder / "data" / "pg"),
            "DATABASE_FOLDER": str(self.folder / "database"),
            "SOCKET_FOLDER": str(self.folder / "run"),
        }
        self.process = subprocess.Popen(
            ["/bin/sh", SCRIPT, "-c", f"port={self.port}", "-c", "listen_addresses=127.0.0.1"],
            env=environment,
            cwd="/",
            user=self.files.account.uid,
            group=self.files.account.gid,
            extra_groups=self.files.account.groups,
        )

    def stop(self) -> int:
        """As the chart's preStop does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(SECONDS)

    def connect(self, password: str) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="tunejob", password=password, dbname="results"
        )

    def wait(self, password: str) -> psycopg.Connection:
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                return self.connect(password)
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.1)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def pod() -> Iterator[Pod]:
    with tempfile.TemporaryDirectory(prefix="tune-pod-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        made = Pod(Path(folder))
        yield made
        if made.process and made.process.poll() is None:
            made.process.kill()
            made.process.wait()


def ask(connection: psycopg.Connection, query: str) -> object:
    return connection.execute(query).fetchone()[0]


def test_what_was_written_is_there_after_a_restart(pod) -> None:
    pod.start()
    with pod.wait("one") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        assert ask(connection, "SHOW server_encoding") == "UTF8"
    assert pod.stop() == 0
    pod.start()
    with pod.wait("one") as connection:
        assert ask(connection, "SELECT number FROM kept") == 7


def test_another_password_counts_from_the_next_start(pod) -> None:
    pod.start()
    pod.wait("one").close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        pod.connect("two")
    pod.stop()
    pod.give(password='it\'s "two"')
    pod.start()
    pod.wait('it\'s "two"').close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        pod.connect("one")


def test_an_interrupted_first_start_is_made_good(pod) -> None:
    half = pod.folder / "data" / "pg"
    half.mkdir()
    half.chmod(0o777)
    (half / "PG_VERSION").write_text("18\n")
    pod.start()
    pod.wait("one").close()


def test_it_stops_at_once_although_clients_are_connected(pod) -> None:
    pod.start()
    with pod.wait("one"):
        started = time.monotonic()
        assert pod.stop() == 0
        assert time.monotonic() - started < 20  # SIGTERM would wait for ever
