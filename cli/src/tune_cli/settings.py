"""Where the command keeps its things, and what the environment says: read once, passed on."""

import shutil
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from tune_contract.errors import InvalidInput
from tune_contract.runtime.object_store import StoreKey

GIB = 1024**3
FIRST_SPACE = 2 * GIB  # jars 78 MB, PostgreSQL 40 MB, AOT caches 300 MB, and room for events
LATER_SPACE = GIB // 2  # enough for Kafka and PostgreSQL to start and to stop well


@dataclass(frozen=True)
class Home:
    """The folder of everything that outlives a command."""

    root: Path

    @property
    def jars(self) -> Path:
        """Downloaded jars, a sub-folder for each version of the list."""
        return self.root / "jars"

    @property
    def ivy_cache(self) -> Path:
        """What Ivy keeps between downloads: an interrupted one goes on from here."""
        return self.root / "ivy"

    @property
    def kafka(self) -> Path:
        """Kafka's configuration and topics."""
        return self.root / "kafka"

    @property
    def postgres(self) -> Path:
        """PostgreSQL's password and database."""
        return self.root / "postgres"

    @property
    def jobs(self) -> Path:
        """What is known of each job."""
        return self.root / "jobs"

    @property
    def checkpoints(self) -> Path:
        """The drivers' positions and state."""
        return self.root / "checkpoints"

    @property
    def runs(self) -> Path:
        """Configuration and logs of each process that ran."""
        return self.root / "runs"

    @property
    def aot(self) -> Path:
        """Ahead-of-time caches of Java."""
        return self.root / "aot"

    @property
    def logs(self) -> Path:
        """Logs of Kafka, PostgreSQL and their supervisor."""
        return self.root / "logs"

    @property
    def locks(self) -> Path:
        """Lock files; `stack.locks` says which."""
        return self.root / "locks"

    @property
    def state(self) -> Path:
        """What the supervisor of Kafka and PostgreSQL says about them."""
        return self.root / "state.json"

    def folders(self) -> tuple[Path, ...]:
        """Every folder that is made at the start."""
        return (self.jars, self.kafka, self.postgres, self.jobs, self.checkpoints, self.runs,
                self.aot, self.logs, self.locks)  # fmt: skip

    def is_new(self) -> bool:
        """Whether nothing was set up here yet."""
        return not self.locks.exists()


@dataclass(frozen=True)
class Settings:
    """What the environment says."""

    home: Home
    java_home: Path | None = None
    """TUNE_JAVA_HOME: a Java to use instead of the bundled one."""
    ca_file: Path | None = None
    """PEM of the authorities that downloads are checked against; None = those of Java."""
    store_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """AWS_ACCESS_KEY_ID and the others that `s3a://` paths need: those that are set."""


def read_settings(environ: Mapping[str, str], home: Path | None = None) -> Settings:
    """Read the settings.

    Args:
        environ: usually `os.environ`; TUNE_HOME, TUNE_JAVA_HOME, SSL_CERT_FILE and the names
            of StoreKey are read.
        home: the command line's choice, which goes before TUNE_HOME.
    """
    root = home or _path(environ, "TUNE_HOME") or platformdirs.user_data_path("tunejob")
    return Settings(
        home=Home(root.expanduser().absolute()),
        java_home=_path(environ, "TUNE_JAVA_HOME"),
        ca_file=_path(environ, "SSL_CERT_FILE") or _system_ca_file(),
        store_keys={key.value: environ[key] for key in StoreKey if environ.get(key)},
    )


def free_space(folder: Path) -> int:
    """Free bytes on the disk of a folder that need not exist yet."""
    return shutil.disk_usage(_nearest(folder)).free


def make_home(home: Home, free: Callable[[Path], int] = free_space) -> None:
    """Make the home, or leave the disk as it was.

    Raises:
        InvalidInput: no place can be made there, or the disk is nearly full.
    """
    needed = FIRST_SPACE if home.is_new() else LATER_SPACE
    try:
        space = free(home.root)
        if space < needed:
            raise InvalidInput(
                f"{home.root} has {space / GIB:.1f} GiB free; {needed / GIB:.1f} GiB are needed",
                "free some space, or choose another disk with --home or TUNE_HOME",
            )
        _make(home)
    except OSError as error:
        raise InvalidInput(
            f"cannot write to {home.root}: {error.strerror}",
            "choose a folder of yours with --home or TUNE_HOME",
        ) from error


def _make(home: Home) -> None:
    made: list[Path] = []
    try:
        for folder in (*reversed(home.root.parents), home.root, *home.folders()):
            if not folder.exists():
                folder.mkdir()
                made.append(folder)
        probe = home.locks / ".writable"
        probe.touch()
        probe.unlink()
    except OSError:
        for folder in reversed(made):
            folder.rmdir()
        raise


def _nearest(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    value = environ.get(name, "")
    return Path(value) if value else None


def _system_ca_file() -> Path | None:
    cafile = ssl.get_default_verify_paths().cafile
    return Path(cafile) if cafile else None
