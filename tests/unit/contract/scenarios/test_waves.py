import pytest
from pydantic import ValidationError

from tune_contract.scenarios.waves import Shape, WavesParameters

TRACK = {"trackId": "a", "title": "A", "popularity": 1}


def test_three_waves_of_one_artist() -> None:
    parameters = WavesParameters()
    assert [(wave.size, wave.shape) for wave in parameters.waves] == [
        (1_200, Shape.SPIKE),
        (2_500, Shape.SURGE),
        (800, Shape.STEADY),
    ]
    assert len(parameters.tracks) == 10
    assert parameters.own_total() == 4_500


def test_own_waves_are_the_total() -> None:
    given = {"waves": [{"name": "one", "size": 7, "shape": "spike"}, {"name": "two", "size": 3}]}
    assert WavesParameters.model_validate(given).own_total() == 10


def test_a_track_stands_once() -> None:
    with pytest.raises(ValidationError, match="two tracks have the same trackId"):
        WavesParameters.model_validate({"tracks": [TRACK, TRACK]})
