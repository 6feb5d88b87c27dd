"""What `tune doctor` looks at: each check is one function that finds one thing."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from tune_cli.settings import FIRST_SPACE, GIB, LATER_SPACE, Home, Settings, free_space, make_home
from tune_cli.stack.jars import find_jars
from tune_cli.stack.java import find_java
from tune_cli.stack.leftovers import find_leftovers
from tune_cli.stack.ports import choose_port
from tune_cli.stack.state import read_state
from tune_cli.stack.truststore import read_certificates
from tune_contract.errors import TuneError

OLDEST_PYTHON = (3, 11)
LEAST_MEMORY = 3 * GIB  # driver 1 GiB, broker 0.75 GiB, PostgreSQL, and the rest of Java
JAVA_PATIENCE = 20.0  # seconds


@dataclass(frozen=True)
class Check:
    """What one check found."""

    name: str
    ok: bool
    found: str
    fix: str = ""
    """What to do when it is not ok."""


def run_checks(settings: Settings) -> list[Check]:
    """All checks of this machine, in the order a start meets them."""
    home = settings.home
    needed = FIRST_SPACE if home.is_new() else LATER_SPACE
    return [
        check_python(sys.version_info[:3]),
        check_memory(int(psutil.virtual_memory().total)),
        check_disk(home, free_space(home.root), needed),
        check_home(home),
        check_java(settings.java_home),
        check_ca_file(settings.ca_file),
        check_jars(home),
        check_ports(lambda: choose_port(None)),
        check_leftovers(home),
    ]


def check_python(version: Sequence[int]) -> Check:
    """Whether Python is new enough."""
    ok = tuple(version[:2]) >= OLDEST_PYTHON
    return Check(
        "Python", ok, ".".join(map(str, version)), "" if ok else "use Python 3.11 or newer"
    )


def check_memory(size: int) -> Check:
    """Whether the machine's memory (bytes) is enough for a job."""
    ok = size >= LEAST_MEMORY
    fix = f"{LEAST_MEMORY // GIB} GiB are needed; lower the job's driver.memory"
    return Check("memory", ok, f"{size / GIB:.1f} GiB", "" if ok else fix)


def check_disk(home: Home, free: int, needed: int) -> Check:
    """Whether the home's disk has enough space (bytes)."""
    ok = free >= needed
    fix = f"{needed / GIB:.1f} GiB are needed: free some, or choose another disk with --home"
    return Check("disk", ok, f"{free / GIB:.1f} GiB free at {home.root}", "" if ok else fix)


def check_home(home: Home) -> Check:
    """Whether the home can be written."""
    return _caught("home", lambda: _home(home))


def check_java(java_home: Path | None) -> Check:
    """Whether Java runs."""
    return _caught("Java", lambda: _java(java_home))


def check_ca_file(ca_file: Path | None) -> Check:
    """Whether downloads can be checked."""
    return _caught("certificates", lambda: _certificates(ca_file))


def check_jars(home: Home) -> Check:
    """Whether the jars are there. They are fetched when they are not: never a problem."""
    there = find_jars(home).present()
    return Check("jars", ok=True, found="downloaded" if there else "fetched at the first start")


def check_ports(choose: Callable[[], int]) -> Check:
    """Whether a server may listen on the loopback address."""
    try:
        return Check("ports", ok=True, found=f"a server can listen, as on {choose()}")
    except OSError as error:
        fix = "allow servers on 127.0.0.1: a sandbox or security software forbids them"
        return Check("ports", ok=False, found=str(error), fix=fix)


def check_leftovers(home: Home) -> Check:
    """Whether a crashed run left servers behind."""
    left = find_leftovers(read_state(home.state))
    if not left:
        return Check("leftovers", ok=True, found="none")
    found = ", ".join(f"{name.step} (process {process.pid})" for name, process in left.items())
    return Check("leftovers", ok=False, found=found, fix="the next 'tune run' ends them")


def _caught(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, found=look())
    except TuneError as error:
        return Check(name, ok=False, found=error.message, fix=error.hint)


def _home(home: Home) -> str:
    make_home(home, free=lambda _: sys.maxsize)  # space is a check of its own
    return str(home.root)


def _java(java_home: Path | None) -> str:
    java = find_java(java_home)
    command = [str(java.executable), "-version"]
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=JAVA_PATIENCE)
    except (OSError, subprocess.SubprocessError) as error:
        advice = "point TUNE_JAVA_HOME at a Java made for this machine"
        raise TuneError(f"{java.executable} does not run: {error}", advice) from None
    return f"{java.version} in {java.home}"


def _certificates(ca_file: Path | None) -> str:
    if ca_file is None:
        return "Java's own"
    return f"{len(read_certificates(ca_file))} in {ca_file}"
