"""Ahead-of-time caches of Java: classes parsed, linked and profiled by an earlier run.

A cache fits one Java, one class path and one set of flags; all three are in its file's name, so a
cache that does not fit is never found. `tune warm` records them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tune_cli.stack.java import Java

# Java says on the standard output why it passes over a cache; that would mix with a program's own.
_QUIET = ("-Xlog:aot=off", "-Xlog:cds=off")


class JvmKind(StrEnum):
    """The programs that have a cache."""

    BROKER = "broker"
    DRIVER = "driver"


@dataclass(frozen=True)
class AotCache:
    """The cache of one program."""

    file: Path
    kind: JvmKind
    possible: bool
    """Whether this Java knows such caches."""

    @property
    def recording(self) -> Path:
        """Where it is written while it is not whole."""
        return self.file.with_suffix(".new")

    def use_flags(self) -> tuple[str, ...]:
        """The Java flags that use it; none when it is not there."""
        return (f"-XX:AOTCache={self.file}", *_QUIET) if self.file.exists() else ()

    def record_flags(self) -> tuple[str, ...]:
        """The Java flags that record it when the program ends, which then takes 5 s longer.

        Call `keep` afterwards. None when this Java has no such caches.
        """
        return (f"-XX:AOTCacheOutput={self.recording}", *_QUIET) if self.possible else ()

    def keep(self) -> bool:
        """Put a recorded cache in place, and remove older ones of the kind (70 to 200 MB each).

        Returns:
            Whether there was one.
        """
        if not self.recording.exists():
            return False
        self.recording.replace(self.file)
        for old in self.file.parent.glob(f"{self.kind}-*.aot"):
            if old != self.file:
                old.unlink()
        return True


def aot_cache(
    folder: Path, kind: JvmKind, java: Java, class_path: Sequence[Path], flags: Sequence[str]
) -> AotCache:
    """The cache that fits.

    Args:
        folder: where caches are.
        kind: the program.
        java: what runs it.
        class_path: its jars, in order.
        flags: its other Java flags: collector and heap size count.
    """
    parts = [java.version, str(java.home), *map(_identity, class_path), *flags]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    return AotCache(folder / f"{kind}-{digest}.aot", kind, java.can_cache())


def _identity(jar: Path) -> str:
    """Java compares size and time of each jar too, and drops the cache when they differ."""
    found = jar.stat()
    return f"{jar}:{found.st_size}:{found.st_mtime_ns}"
