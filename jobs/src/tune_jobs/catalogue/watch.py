"""Looks whether the catalogue's file is another one, and makes it a batch for the sinks.

Each version is a batch of its own, numbered by the time it was read: it is written before the plays
that came after it, and a driver that starts writes the version it finds once more. What cannot be
read is said, and the version before stays: names are worth less than counts.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from tune_contract.errors import InvalidInput
from tune_contract.moment import epoch_milliseconds
from tune_contract.pipelines.catalogue import CATALOGUE, CATALOGUE_QUERY
from tune_jobs.catalogue.parse import parse_catalogue
from tune_jobs.sinks.sink import Batch, TableRows

EVERY = timedelta(seconds=5)
"""Time between two looks: in an object store each is a request."""
MOST_BYTES = 64 * 1024 * 1024  # half a million tracks; the driver holds them all
_LOG = logging.getLogger(__name__)


class Files(Protocol):
    """Files by path or URI."""

    def stamp(self, path: str) -> tuple[int, int] | None:
        """Time of the last change and length in bytes; None when there is no file."""

    def text(self, path: str) -> str:
        """All of a file."""


class CatalogueWatch:
    """One file of tracks."""

    def __init__(
        self,
        path: str,
        files: Files,
        clock: Callable[[], datetime],
        tell: Callable[[str], None],
    ) -> None:
        """Take note of the file.

        Args:
            path: a path or URI.
            files: where it is.
            clock: the time in UTC.
            tell: hears what is wrong with the file, or nothing ("") once it is right.
        """
        self._path, self._files = path, files
        self._clock, self._tell = clock, tell
        self._looked: datetime | None = None
        self._seen: tuple[int, int] | None = None
        self._problem = ""

    def newer(self) -> Batch | None:
        """The catalogue as a batch, if the file has changed since the last one."""
        now = self._clock()
        if self._looked is not None and now - self._looked < EVERY:
            return None
        self._looked = now
        try:
            found = self._read(now)
        except InvalidInput as error:
            self._say(str(error))
            return None
        if found is not None:
            self._say("")
        return found

    def _read(self, now: datetime) -> Batch | None:
        stamp = self._stamp()
        if stamp == self._seen:
            return None
        self._seen = stamp  # also of a file that is wrong: it is not read again before it changes
        if stamp[1] > MOST_BYTES:
            raise InvalidInput(
                f"the catalogue {self._path} has {stamp[1]:,} bytes",
                f"at most {MOST_BYTES:,} are taken",
            )
        tracks = parse_catalogue(self._files.text(self._path))
        _LOG.info("the catalogue has %s tracks", len(tracks))
        rows = [(track.track_id, track.title, track.artist, now) for track in tracks]
        number = epoch_milliseconds(now)
        return Batch(CATALOGUE_QUERY, number, (TableRows(CATALOGUE, rows),), in_turn=False)

    def _stamp(self) -> tuple[int, int]:
        stamp = self._files.stamp(self._path)
        if stamp is None:
            self._seen = None  # should the same file come back, it is news again
            raise InvalidInput(f"there is no catalogue at {self._path}", "check the path")
        return stamp

    def _say(self, problem: str) -> None:
        if problem and problem != self._problem:
            _LOG.warning("%s; what was known of tracks stays", problem)
        self._problem = problem
        self._tell(problem)
