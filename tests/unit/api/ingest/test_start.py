import asyncio

from prometheus_client import CollectorRegistry

from tune_api.ingest.publisher import KafkaPublisher
from tune_api.ingest.settings import IngestSettings
from tune_api.ingest.start import make_ingest, served
from tune_contract.runtime.connection import KafkaConnection

KAFKA = KafkaConnection(bootstrap_servers="127.0.0.1:1")


def test_ingest_as_the_settings_want_it(tmp_path, play):
    mark = tmp_path / "job" / "sent"
    settings = IngestSettings({"plays": "play", "chat": "chat-message"}, KAFKA, mark=mark)
    publisher = KafkaPublisher(KAFKA, {"test.mock.num.brokers": 1})
    ingest = make_ingest(settings, publisher, CollectorRegistry())

    async def run():
        async with served(publisher):
            topic = ingest.intake.topic("plays")
            assert not mark.exists()
            return await ingest.intake.write(topic, topic.reader._read_lines(play("a")))

    assert asyncio.run(run()).accepted == 1
    assert mark.exists()
    assert [topic.name for topic in ingest.intake.topics] == ["plays", "chat"]


def test_without_ingest_nothing_runs():
    async def run():
        async with served(None):
            return True

    assert asyncio.run(run())
