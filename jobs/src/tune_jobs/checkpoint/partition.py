"""One partition of the state: which versions of it can be loaded.

A version is a snapshot and the changes of each batch since. Batch N leaves version N + 1. Names are
`N.delta` and `N.snapshot`, or with RocksDB `N.changelog` and `N.zip`; format 2 puts `_ID` after N.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tune_jobs.checkpoint.content import archive_problem, state_problem
from tune_jobs.checkpoint.inspection import Inspection

_NAME = re.compile(r"^(\d+)(?:_[0-9a-zA-Z-]+)?\.(delta|changelog|snapshot|zip)$")
_CHANGES = {"delta", "changelog"}


def version_of(name: str) -> int | None:
    """The version that a file of the state is of; None for other files."""
    found = _NAME.match(name)
    return int(found[1]) if found else None


@dataclass(frozen=True)
class Partition:
    """The files of a partition."""

    folder: str
    inspection: Inspection
    names: tuple[str, ...]

    @classmethod
    def of(cls, folder: str, inspection: Inspection) -> "Partition":
        """The partition in a folder."""
        return cls(folder, inspection, tuple(inspection.names(folder)))

    def check(self) -> None:
        """Look into every file."""
        for name in self.names:
            if version_of(name) is not None:
                self._whole(name)

    def lacks(self, version: int) -> str:
        """The file without which a version cannot be made; empty when it can."""
        first = ""
        for base in [*self._snapshots(version), 0]:
            lacking = self._lacking(base, version)
            if not lacking:
                return ""
            first = first or lacking
        return first

    def _snapshots(self, version: int) -> list[int]:
        found = {int(each[1]) for each in self._matches() if each[2] not in _CHANGES}
        return sorted((number for number in found if number <= version), reverse=True)

    def _lacking(self, base: int, version: int) -> str:
        if base and not self._has(base, lambda kind: kind not in _CHANGES):
            return f"{base}.snapshot"
        for number in range(base + 1, version + 1):
            if not self._has(number, lambda kind: kind in _CHANGES):
                return f"{number}.{self._changes()}"
        return ""

    def _has(self, number: int, wanted: Callable[[str], bool]) -> bool:
        names = (each[0] for each in self._matches() if int(each[1]) == number and wanted(each[2]))
        return any(self._whole(name) for name in names)

    def _changes(self) -> str:
        return next((each[2] for each in self._matches() if each[2] in _CHANGES), "delta")

    def _matches(self) -> list[re.Match[str]]:
        return [found for name in self.names if (found := _NAME.match(name))]

    def _whole(self, name: str) -> bool:
        problem = archive_problem if name.endswith(".zip") else state_problem
        return self.inspection.whole(f"{self.folder}/{name}", problem)
