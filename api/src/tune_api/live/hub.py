"""Keeps one watch for each table that somebody looks at, and none for the others."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from tune_api.live.edition import epoch_of
from tune_api.live.watch import Watch
from tune_api.results.location import TableLocation
from tune_api.results.reader import Results

LINGER = 60.0  # seconds that a table is watched on: a client that comes back gets what changed
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

    def __init__(
        self, results: Results, now: Callable[[], datetime], linger: float = LINGER
    ) -> None:
        """Watch nothing until somebody looks.

        Args:
            results: where tables are read.
            now: the time.
            linger: seconds that a table is watched after the last client has left.
        """
        self._results = results
        self._now = now
        self._linger = linger
        self._begun = 0
        self._shared: dict[_Place, _Shared] = {}

    async def updates(self, location: TableLocation, last_id: str = "") -> AsyncGenerator[bytes]:
        """Events: the newest rows, then what changes; without end until `close`.

        Args:
            location: the table.
            last_id: of the last event that a client has seen: it gets what changed since then.
        """
        place = (location.db_schema, location.table.name)
        shared = self._shared.get(place) or self._start(place, location)
        shared.clients += 1
        try:
            async with aclosing(shared.watch.updates(last_id)) as updates:
                async for update in updates:
                    yield update
        finally:
            shared.clients -= 1
            if not shared.clients:
                asyncio.get_running_loop().call_later(self._linger, self._end_unused, place)

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
        self._begun += 1
        watch = Watch(location, self._results, self._now, f"{epoch_of(self._now())}-{self._begun}")
        reading = asyncio.create_task(watch.run())
        self._shared[place] = _Shared(watch, reading, selected=not location.table.written())
        return self._shared[place]

    def _end_unused(self, place: _Place) -> None:
        shared = self._shared.get(place)
        if shared is not None and not shared.clients:
            shared.reading.cancel()
            del self._shared[place]
