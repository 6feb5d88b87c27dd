from typing import Any

from tune_contract.invention.invention import Invention
from tune_contract.scenarios.waves import WavesParameters

TRACK = {"trackId": "a", "title": " A ", "artist": "Her", "genre": "jazz", "seconds": 60}
PERSONA = {"name": "fan", "weight": 2, "region": "NO", "platform": "IOS", "completed": 1}


def invention(**track: object) -> Invention:
    tracks = [TRACK | {"popularity": 3} | track]
    return Invention.model_validate({"tracks": tracks, "personas": [PERSONA]})


def test_it_is_the_parameters_of_waves() -> None:
    parameters = WavesParameters.model_validate(invention().parameters())
    (track,) = parameters.tracks
    assert (track.title, track.artist, track.genre, track.seconds) == ("A", "Her", "jazz", 60)
    (persona,) = parameters.personas
    assert (persona.name, persona.platform, persona.completed) == ("fan", "ios", 1)


def test_what_else_it_tells_is_passed_over() -> None:
    assert invention(album="One") == invention()


def test_every_field_of_the_scenarios_own_models_is_asked_for() -> None:
    asked: dict[str, Any] = invention().parameters()
    expected = WavesParameters.model_fields
    for name in ("tracks", "personas"):
        (model,) = expected[name].annotation.__args__  # type: ignore[union-attr]
        fields = {field.alias for field in model.model_fields.values()}
        assert set(asked[name][0]) == fields
