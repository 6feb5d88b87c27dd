"""Jobs in a folder: the process backend writes one document for each, status included."""

import asyncio
import builtins
import logging
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from tune_contract.errors import NotFound
from tune_contract.tunejob.job import TuneJob

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Stamp:
    """What changes when a file is written or replaced."""

    inode: int
    modified: int
    """Nanoseconds since 1970."""
    size: int


@dataclass(frozen=True)
class _Seen:
    """A file as it was last read; no job when it never could be read."""

    stamp: _Stamp
    job: TuneJob | None


class DirectoryJobs:
    """The jobs of `<folder>/<namespace>/<name>/tunejob.json`.

    A file is parsed again only when it has changed. One that is broken or half written counts
    as it last was; if it never was whole, it is passed over.
    """

    def __init__(self, folder: Path) -> None:
        """Read nothing yet; the folder may be empty."""
        self._folder = folder
        self._seen: dict[Path, _Seen] = {}

    async def list(self) -> builtins.list[TuneJob]:
        """All jobs, ordered by namespace and name."""
        return await asyncio.to_thread(self._read_all)

    async def get(self, namespace: str, name: str) -> TuneJob:
        """One job.

        Raises:
            NotFound: there is no such job.
        """
        for job in await self.list():
            if (job.metadata.namespace, job.metadata.name) == (namespace, name):
                return job
        raise NotFound(f"there is no TuneJob {namespace}/{name}", "/api/v1/jobs lists them all")

    def _read_all(self) -> builtins.list[TuneJob]:
        seen = {
            file: entry
            for file in sorted(self._folder.glob("*/*/tunejob.json"))
            if (entry := self._read(file)) is not None
        }
        self._seen = seen  # whole, never changed in place: requests read in threads of their own
        jobs = [entry.job for entry in seen.values() if entry.job is not None]
        return sorted(jobs, key=lambda job: (job.metadata.namespace, job.metadata.name))

    def _read(self, file: Path) -> _Seen | None:
        before = self._seen.get(file)
        try:
            stamp = _stamp_of(file)
            if before is not None and before.stamp == stamp:
                return before
            return _Seen(stamp, TuneJob.model_validate_json(file.read_bytes()))
        except ValidationError as error:
            _log.warning("%s is not a TuneJob (%d problems)", file, error.error_count())
            return _Seen(stamp, before.job if before else None)
        except OSError:  # removed since it was listed, or not ours to read
            return None


def _stamp_of(file: Path) -> _Stamp:
    info = file.stat()
    return _Stamp(info.st_ino, info.st_mtime_ns, info.st_size)
