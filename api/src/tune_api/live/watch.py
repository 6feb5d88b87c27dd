"""Reads one table again whenever it was written to, and wakes its clients."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from datetime import datetime

from tune_api.live.table import LiveTable, Update
from tune_api.results.location import TableLocation
from tune_api.results.query import RowQuery, drawn_totals, newest_first
from tune_api.results.reader import Results
from tune_contract.errors import TuneError

SNAPSHOT_ROWS = 1000  # about an hour of one-minute windows of 16 series
SHORTEST_PAUSE = 0.2  # seconds between two reads, however often is written: 5 a second look live
LONGEST_PAUSE = 30.0  # seconds: should a notification ever be lost, this is how long it shows
RETRY_PAUSE = 2.0  # seconds until a failed read is tried again

_log = logging.getLogger(__name__)


class Watch:
    """One table and the clients that look at it."""

    def __init__(
        self, location: TableLocation, results: Results, now: Callable[[], datetime]
    ) -> None:
        """Read nothing until `run`."""
        self._location = location
        self._results = results
        self._now = now
        self._table = LiveTable(location.table)
        self._due = asyncio.Event()
        self._due.set()
        self._news = asyncio.Event()
        self._closed = False

    async def run(self) -> None:
        """Keep the table read until cancelled."""
        pause = LONGEST_PAUSE
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._due.wait()
            self._due.clear()
            pause = LONGEST_PAUSE if await self._read() else RETRY_PAUSE
            await asyncio.sleep(SHORTEST_PAUSE)

    def refresh(self) -> None:
        """Read again soon: the table was written to, or may have been."""
        self._due.set()

    def close(self) -> None:
        """End all updates."""
        self._closed = True
        self._wake()

    async def updates(self) -> AsyncGenerator[Update]:
        """Everything there is, then what changes; ends when the watch is closed."""
        seen = 0
        while not self._closed:
            if seen < self._table.version:
                update, seen = self._table.since(seen), self._table.version
                yield update
            else:
                await self._news.wait()

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
        self._news.set()
        self._news = asyncio.Event()
