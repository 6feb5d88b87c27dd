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


def persona(**changes: object) -> dict[str, object]:
    given = {"name": "commuter", "weight": 1, "region": "NO", "platform": "ios", "completed": 0.5}
    return given | changes


def test_a_persona_stands_once() -> None:
    with pytest.raises(ValidationError, match="two personas have the same name"):
        WavesParameters.model_validate({"personas": [persona(), persona(region="SE")]})


def test_there_is_one_audience() -> None:
    given = {"personas": [persona()], "regions": {"NO": 1}, "completed": 1}
    with pytest.raises(ValidationError, match="personas stand in for completed, regions; leave"):
        WavesParameters.model_validate(given)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weight": 0}, "greater than 0"),
        ({"weight": float("nan")}, "less than or equal to 1000000"),
        ({"completed": 1.01}, "less than or equal to 1"),
        ({"region": False}, "put it in quotes, as in 'NO'"),
        ({"platform": ""}, "at least 1 character"),
    ],
)
def test_a_persona_is_checked(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        WavesParameters.model_validate({"personas": [persona(**changes)]})
