"""Ingest from request to result: what is sent, what became of it."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from fastapi import Request

from tune_api.ingest.batch import Batch
from tune_api.ingest.body import Room, read_body
from tune_api.ingest.content import Form, form_of
from tune_api.ingest.intake import Intake
from tune_api.ingest.metrics import IngestMetrics
from tune_api.ingest.topic import Topic
from tune_contract.runtime.receipt import RecordError

_LARGE = 64 * 1024  # bytes: below, a body is read faster than a thread is woken


@dataclass(frozen=True)
class Outcome:
    """What became of the events of a request."""

    accepted: int
    duplicates: int
    errors: list[RecordError]
    """In the order of the records."""

    @property
    def nothing_taken(self) -> bool:
        """Whether none of them is in Kafka."""
        return not self.accepted + self.duplicates

    @property
    def worth_repeating(self) -> bool:
        """Whether some may be taken when they are sent again."""
        return any(each.retry for each in self.errors)


@dataclass(frozen=True)
class Ingest:
    """What takes events."""

    intake: Intake
    metrics: IngestMetrics
    room: Room = field(default_factory=Room)
    reading: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "ingest"))
    """One thread: more would not read faster, but need more memory."""
    clock: Callable[[], float] = time.perf_counter

    async def take(self, request: Request, name: str) -> Outcome:
        """Write the events of a request.

        Args:
            request: its body are the events.
            name: of the topic.

        Raises:
            Refusal: the request is not taken as it is.
            NotFound: the topic takes no events.
            InvalidInput: the body is none.
            Busy, Unreachable: Kafka does not take it now.
        """
        topic, form = self.intake.topic(name), form_of(request.headers)
        with self.room.share() as share:
            body = await read_body(request, share)
            began = self.clock()
            batch = await self._read(topic, body, form)
            written = await self.intake.write(topic, batch)
        self.metrics.count(name, written, len(batch.errors))
        self.metrics.measure(name, len(body), self.clock() - began)
        errors = sorted((*batch.errors, *written.failed), key=lambda each: each.index)
        return Outcome(written.accepted, written.duplicates, errors)

    async def _read(self, topic: Topic, body: bytes, form: Form) -> Batch:
        if len(body) < _LARGE:
            return topic.reader.read(body, form)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.reading, topic.reader.read, body, form)
