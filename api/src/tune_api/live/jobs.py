"""All jobs as they change: asked for once a second, however many clients look."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from datetime import datetime

from tune_api.documents.job import job_list
from tune_api.jobs.history import EVERY, History
from tune_api.jobs.source import JobSource
from tune_api.live.edition import Edition, epoch_of
from tune_api.live.event import HEARTBEAT, QUIET, event
from tune_api.live.news import News
from tune_contract.errors import TuneError
from tune_contract.pipelines.registry import PipelineRegistry
from tune_contract.tunejob.job import TuneJob

PAUSE = 1.0  # seconds between two looks while somebody looks on; else a sample's

_log = logging.getLogger(__name__)


class JobBoard:
    """The list of jobs, its history, and who looks at it."""

    def __init__(
        self, source: JobSource, pipelines: PipelineRegistry, now: Callable[[], datetime]
    ) -> None:
        """Look at nothing until `run`."""
        self.history = History()
        """What was sampled, for whoever shows jobs."""
        self._source = source
        self._pipelines = pipelines
        self._now = now
        self._edition = Edition(epoch_of(now()))
        self._jobs: Sequence[TuneJob] = ()
        self._stale_since: datetime | None = None
        self._document = ""
        self._event = b""
        self._version = 0
        self._clients = 0
        self._due = asyncio.Event()
        self._news = News()
        self._closed = False

    async def run(self) -> None:
        """Look at the jobs until cancelled."""
        while True:
            await self._look()
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE if self._clients else EVERY):
                    await self._due.wait()
            self._due.clear()

    async def updates(self, last_id: str = "") -> AsyncGenerator[bytes]:
        """Events: the list as it is, unless the client has seen it; then whenever it changes."""
        seen = self._edition.read(last_id, self._version)
        self._clients += 1
        if self._clients == 1:
            self._due.set()
        try:
            while not self._closed:
                if seen < self._version:
                    said, seen = self._event, self._version
                    yield said
                elif not await self._news.within(QUIET):
                    yield HEARTBEAT
        finally:
            self._clients -= 1

    def close(self) -> None:
        """End all updates, so that the server can stop."""
        self._closed = True
        self._news.wake()

    async def _look(self) -> None:
        now = self._now()
        try:
            self._accept(await self._source.list(), now)
        except Exception as error:
            # Also what nobody foresaw: clients keep the last good list, marked as stale.
            if self._stale_since is None:
                foreseen = isinstance(error, TuneError)
                _log.warning("the jobs cannot be listed: %s", error, exc_info=not foreseen)
            self._stale_since = self._stale_since or now
        self._publish()

    def _accept(self, jobs: Sequence[TuneJob], now: datetime) -> None:
        self._jobs, self._stale_since = jobs, None
        self.history.take(jobs, now)

    def _publish(self) -> None:
        listed = job_list(self._jobs, self._pipelines, self.history, self._stale_since)
        document = listed.model_dump_json()
        if document != self._document:
            self._document, self._version = document, self._version + 1
            self._event = event("jobs", self._edition.write(self._version), document)
            self._news.wake()
