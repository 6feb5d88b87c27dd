import pytest
from pydantic import ValidationError

from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.job_config import (
    CheckpointConfig,
    EndpointConfig,
    InputTopic,
    JobConfig,
    JobIdentity,
    SinkConfig,
    TriggerConfig,
)
from tune_contract.tunejob.sinks import SinkKind


def config() -> JobConfig:
    return JobConfig(
        job=JobIdentity(namespace="default", name="genre-counts", uid="u"),
        pipeline="genre-counts",
        parameters={"window": "1m"},
        kafka=KafkaConnection(bootstrap_servers="127.0.0.1:9092"),
        inputs={"plays": InputTopic(name="music-plays")},
        sinks=[SinkConfig(kind=SinkKind.POSTGRES, uri_file="/x", db_schema="genre_counts")],
        trigger=TriggerConfig(available_now=True),
        checkpoint=CheckpointConfig(location="/c"),
        endpoint=EndpointConfig(port=4040),
    )


def test_what_one_part_renders_the_other_parses() -> None:
    assert JobConfig.model_validate_json(config().model_dump_json()) == config()


def test_the_document_is_camel_case() -> None:
    assert '"uriFile":"/x","schema":"genre_counts"' in config().model_dump_json()


@pytest.mark.parametrize("trigger", [{}, {"interval": "1s", "availableNow": True}])
def test_a_trigger_is_one_thing(trigger: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="exactly one of interval and availableNow"):
        TriggerConfig.model_validate(trigger)


def test_the_topics_are_those_that_are_read_and_those_that_are_written() -> None:
    results = SinkConfig(kind=SinkKind.KAFKA, topic="genre-counts")
    assert config().topics() == ("music-plays",)
    both = config().model_copy(update={"sinks": [*config().sinks, results]})
    assert both.topics() == ("music-plays", "genre-counts")
