"""Keeps one watch for each table that somebody looks at, and none for the others."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from tune_api.live.table import Update
from tune_api.live.watch import Watch
from tune_api.results.location import TableLocation
from tune_api.results.reader import Results

_Place = tuple[str, str]  # schema and table


@dataclass
class _Shared:
    """A watch and how many clients it has."""

    watch: Watch
    reading: asyncio.Task[None]
    selected: bool
    """A view: it changes with the tables it is selected from, and nobody says so."""
    clients: int = 0


class LiveHub:
    """Live updates of all tables."""

    def __init__(self, results: Results, now: Callable[[], datetime]) -> None:
        """Watch nothing until somebody looks."""
        self._results = results
        self._now = now
        self._shared: dict[_Place, _Shared] = {}

    async def updates(self, location: TableLocation) -> AsyncGenerator[Update]:
        """All rows of a table's newest, then what changes; without end until `close`."""
        place = (location.db_schema, location.table.name)
        shared = self._shared.get(place) or self._start(place, location)
        shared.clients += 1
        try:
            async with aclosing(shared.watch.updates()) as updates:
                async for update in updates:
                    yield update
        finally:
            shared.clients -= 1
            if not shared.clients:
                shared.reading.cancel()
                del self._shared[place]

    def notify(self, db_schema: str, table: str) -> None:
        """A table was written to."""
        for (schema, name), shared in self._shared.items():
            if schema == db_schema and (name == table or shared.selected):
                shared.watch.refresh()

    def refresh(self) -> None:
        """Any table may have been written to."""
        for shared in self._shared.values():
            shared.watch.refresh()

    def close(self) -> None:
        """End all updates, so that the server can stop."""
        for shared in self._shared.values():
            shared.watch.close()

    def _start(self, place: _Place, location: TableLocation) -> _Shared:
        watch = Watch(location, self._results, self._now)
        reading = asyncio.create_task(watch.run())
        self._shared[place] = _Shared(watch, reading, selected=not location.table.written())
        return self._shared[place]
