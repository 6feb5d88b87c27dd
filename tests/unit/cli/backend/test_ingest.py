from dataclasses import replace

from tune_cli.backend.folders import JobFolder
from tune_cli.backend.ingest import ingest_options
from tune_contract.events import ChatMessage, Event
from tune_contract.pipelines.declaration import Input
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.tunejob.kafka import KafkaSpec


class Own(Event):
    """An event that a package brings."""


def test_the_topics_of_the_job_take_events(home) -> None:
    job = JobFolder(home, "default", "genres")
    inputs = {
        "plays": GENRE_COUNTS.inputs["plays"],
        "own": Input(Own, ("timestamp",)),
        "chat": Input(ChatMessage, ("timestamp",)),
    }
    topics = {name: {"name": f"music-{name}"} for name in inputs}
    spec, pipeline = KafkaSpec(topics=topics), replace(GENRE_COUNTS, inputs=inputs)
    assert ingest_options(spec, pipeline, "b:1", job) == (
        *("--ingest-topics", "music-plays=play,music-chat=chat-message"),
        *("--kafka-bootstrap-servers", "b:1"),
        *("--ingest-mark", str(job.path / "sent")),
    )


def test_unknown_events_are_not_taken(home) -> None:
    pipeline = replace(GENRE_COUNTS, inputs={"own": Input(Own, ("timestamp",))})
    spec = KafkaSpec(topics={"own": {"name": "own"}})
    assert ingest_options(spec, pipeline, "b:1", JobFolder(home, "default", "own")) == ()
