"""Reads one table again whenever it was written to, and wakes its clients."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from datetime import datetime

from tune_api.documents.rows import update_document
from tune_api.live.edition import Edition
from tune_api.live.event import HEARTBEAT, QUIET, event
from tune_api.live.news import News
from tune_api.live.table import LiveTable
from tune_api.results.location import TableLocation
from tune_api.results.query import RowQuery, drawn_totals, newest_first
from tune_api.results.reader import Results
from tune_contract.errors import TuneError

SNAPSHOT_ROWS = 1000  # about an hour of one-minute windows of 16 series
SHORTEST_PAUSE = 0.1  # seconds between two reads, however often is written; or as long as one takes
LONGEST_PAUSE = 30.0  # seconds: should a notification ever be lost, this is how long it shows
RETRY_PAUSE = 2.0  # seconds until a failed read is tried again

_log = logging.getLogger(__name__)


class Watch:
    """One table and the clients that look at it."""

    def __init__(
        self, location: TableLocation, results: Results, now: Callable[[], datetime], epoch: str
    ) -> None:
        """Read nothing until `run`.

        Args:
            location: the table.
            results: where it is read.
            now: the time.
            epoch: what no other watch was ever called.
        """
        self._location = location
        self._results = results
        self._now = now
        self._table = LiveTable(location.table)
        self._due = asyncio.Event()
        self._due.set()
        self._news = News()
        self._edition = Edition(epoch)
        self._events: dict[int, bytes] = {}
        """Of this version, by the one that a client has seen: clients that kept up share one."""
        self._closed = False

    async def run(self) -> None:
        """Keep the table read until cancelled."""
        pause = LONGEST_PAUSE
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._due.wait()
            self._due.clear()
            begun = time.monotonic()
            pause = LONGEST_PAUSE if await self._read() else RETRY_PAUSE
            await asyncio.sleep(max(SHORTEST_PAUSE, time.monotonic() - begun))

    def refresh(self) -> None:
        """Read again soon: the table was written to, or may have been."""
        self._due.set()

    def close(self) -> None:
        """End all updates."""
        self._closed = True
        self._wake()

    async def updates(self, last_id: str = "") -> AsyncGenerator[bytes]:
        """Events: everything there is, or what changed since one; then what changes.

        They end when the watch is closed.
        """
        seen = self._edition.read(last_id, self._table.version)
        while not self._closed:
            if seen < self._table.version:
                said, seen = self._since(seen), self._table.version
                yield said
            elif not await self._news.within(QUIET):
                yield HEARTBEAT

    def _since(self, seen: int) -> bytes:
        if seen not in self._events:
            update = self._table.since(seen)
            name = "snapshot" if update.whole else "changes"
            document = update_document(self._location.table, update).model_dump_json()
            identity = self._edition.write(self._table.version)
            self._events[seen] = event(name, identity, document)
        return self._events[seen]

    async def _read(self) -> bool:
        """Whether the database answered."""
        table = self._location.table
        query = RowQuery(newest_first(table), limit=SNAPSHOT_ROWS)
        try:
            snapshot = await self._results.snapshot(self._location, query, drawn_totals(table))
        except Exception as error:
            # Also what nobody foresaw: clients keep the last good rows, marked as stale.
            if self._table.mark_stale(self._now()):
                foreseen = isinstance(error, TuneError)
                _log.warning("%s cannot be read: %s", table.name, error, exc_info=not foreseen)
                self._wake()
            return False
        if self._table.accept(snapshot):
            self._wake()
        return True

    def _wake(self) -> None:
        self._events = {}
        self._news.wake()
