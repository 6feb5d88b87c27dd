"""PostgreSQL: a server on the loopback address, its data kept between runs."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tune_cli.stack.database_files import DatabaseFiles, install_programs, make_data_folder
from tune_cli.stack.ports import LOOPBACK
from tune_contract.errors import InvalidInput, TemporaryError

NAME = "tune"  # the user and the database
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",  # paths of sockets must be short; homes need not be
    "dynamic_shared_memory_type": "mmap",  # /dev/shm is tiny in containers
    "wal_level": "minimal",  # nobody replicates it
    "max_wal_senders": "0",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
_INITDB = (
    f"--username={NAME}",
    "--auth=trust",  # only until pg_hba.conf is written; nothing listens before that
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",  # the same order on every machine, whatever it has installed
    "--no-sync",
    "--no-instructions",
)
_WHO_MAY_CONNECT = f"host all all {LOOPBACK}/32 scram-sha-256\n"
_READY_LINE, _READY = 7, "ready   "  # of postmaster.pid, counted from 0; padded by PostgreSQL


@dataclass(frozen=True)
class Database:
    """A server, and where its files are."""

    files: DatabaseFiles
    port: int

    stop_signal = signal.SIGINT  # "fast": ends sessions, writes everything, stops

    def prepare(self) -> None:
        """The first time, make the data folder (1.5 s).

        Raises:
            InvalidInput: the folders cannot be made.
            TemporaryError: PostgreSQL says it cannot; the hint has its words.
        """
        if (self.files.data / "PG_VERSION").exists():
            self._forget_dead_server()
            return
        try:
            self._make_data()
        except OSError as error:
            raise InvalidInput(
                f"cannot make PostgreSQL's files in {self.files.data}: {error}",
                "run as a user who is not root, or choose another place with --home",
            ) from error

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        """Start it; its output goes to `log`."""
        settings = {**_SETTINGS, "port": str(self.port)}
        flags = [f"--{key}={value}" for key, value in settings.items()]
        account = self.files.account
        with log.open("ab") as output:
            return subprocess.Popen(
                [self.files.program("postgres"), "-D", str(self.files.data), *flags],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                cwd=self.files.data, start_new_session=True,
                user=account.uid, group=account.gid,
                extra_groups=account.groups,
            )  # fmt: skip

    def is_ready(self, pid: int, /) -> bool:
        """Whether it takes connections: it says so in postmaster.pid, as pg_ctl reads it."""
        try:
            lines = (self.files.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return lines[:1] == [str(pid)] and lines[_READY_LINE:] == [_READY]

    def _forget_dead_server(self) -> None:
        """Let a killed server's postmaster.pid not keep the next one from starting.

        PostgreSQL takes a zombie for a running server, and where nobody waits for orphans, as in
        many containers, zombies stay. It passes over the process id of its own parent, which is
        this process; the check that no session of the dead server is left stays in force.
        """
        file = self.files.data / "postmaster.pid"
        if file.exists():
            _, *rest = file.read_text().splitlines(keepends=True)
            file.write_text("".join([f"{os.getpid()}\n", *rest]))

    def _make_data(self) -> None:
        """In a folder beside, so that a half made one is never started from."""
        beside = self.files.data.with_suffix(".new")
        shutil.rmtree(beside, ignore_errors=True)
        install_programs(self.files)
        make_data_folder(beside, self.files.account)
        self._run("initdb", "-D", str(beside), *_INITDB)
        (beside / "pg_hba.conf").write_text(_WHO_MAY_CONNECT)
        password = ensure_password(self.files.password)
        statements = f"ALTER ROLE {NAME} PASSWORD '{password}';\nCREATE DATABASE {NAME};\n"
        self._run("postgres", "--single", "-D", str(beside), "postgres", text=statements)
        beside.rename(self.files.data)

    def _run(self, program: str, *arguments: str, text: str = "") -> None:
        account = self.files.account
        done = subprocess.run(
            [self.files.program(program), *arguments],
            input=text, capture_output=True, text=True, check=False, cwd=self.files.data.parent,
            user=account.uid, group=account.gid,
            extra_groups=account.groups,
        )  # fmt: skip
        if done.returncode:
            raise TemporaryError(f"{program} of PostgreSQL failed", done.stderr.strip()[-500:])


def ensure_password(file: Path) -> str:
    """The password of the user `tune`; whoever comes first makes it."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.{os.getpid()}")
        beside.touch(mode=0o600)
        beside.write_text(secrets.token_urlsafe(24))
        with contextlib.suppress(FileExistsError):
            os.link(beside, file)
        beside.unlink()
    return file.read_text()


def database_uri(password: str, port: int) -> str:
    """What psql and psycopg connect with."""
    return f"postgresql://{NAME}:{password}@{LOOPBACK}:{port}/{NAME}"
