from pathlib import Path

from tune_cli.image.training import play, training_config
from tune_contract.events.play import Play
from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.tunejob.sinks import SinkKind


def test_the_job_is_one_that_a_driver_runs():
    config = training_config(Path("/training"), "127.0.0.1:9092", 8080)
    pipeline = installed_pipelines().get(config.pipeline)
    assert set(config.inputs) == set(pipeline.inputs)
    assert pipeline.parameters.model_validate(config.parameters)
    assert {sink.kind for sink in config.sinks} == {SinkKind.CSV, SinkKind.DELTA}
    assert config.checkpoint.location == "/training/checkpoint"


def test_plays_can_be_counted():
    events = [Play.model_validate_json(play(number, 1_800_000_000.25)) for number in range(10)]
    assert len({event.event_id for event in events}) == 10
    assert len({event.genre for event in events}) == 5
    assert {event.timestamp for event in events} == {1_800_000_000_250}
