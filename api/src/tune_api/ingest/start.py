"""Makes ingest as the settings want it, and runs it for as long as the app lives."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry

from tune_api.ingest.intake import Intake
from tune_api.ingest.memory import Memory
from tune_api.ingest.metrics import IngestMetrics
from tune_api.ingest.publisher import KafkaPublisher
from tune_api.ingest.records import RecordReader
from tune_api.ingest.service import Ingest
from tune_api.ingest.settings import IngestSettings
from tune_api.ingest.topic import Topic
from tune_contract.events.names import EVENT_MODELS


def make_ingest(
    settings: IngestSettings, publisher: KafkaPublisher, registry: CollectorRegistry
) -> Ingest:
    """Ingest over a publisher that somebody else runs."""

    def mark() -> None:
        if settings.mark is not None:
            settings.mark.parent.mkdir(parents=True, exist_ok=True)
            settings.mark.touch()

    most = settings.remember // len(settings.topics)
    topics = [
        Topic(
            name,
            RecordReader(EVENT_MODELS[events]),
            Memory(most, settings.remember_seconds, time.monotonic),
        )
        for name, events in settings.topics.items()
    ]
    intake = Intake(publisher, topics, mark)
    return Ingest(intake, IngestMetrics(registry, intake))


@asynccontextmanager
async def served(publisher: KafkaPublisher | None) -> AsyncIterator[None]:
    """Serve Kafka's client meanwhile, if there is one."""
    if publisher is None:
        yield
        return
    publisher.start()
    try:
        yield
    finally:
        await asyncio.to_thread(publisher.close)  # what it still learns goes to the event loop
