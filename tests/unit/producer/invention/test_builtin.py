import pytest

from tune_contract.invention.document import Origin
from tune_contract.invention.request import InventionRequest
from tune_contract.scenarios.waves import WavesParameters
from tune_producer.invention.builtin import BuiltIn


def test_the_first_track_and_persona_of_seed_seven():
    found = BuiltIn().invent(InventionRequest()).parameters()
    assert found["tracks"][0] == {
        "trackId": "t0000",
        "title": "Amber Avenue",
        "artist": "The Avenue of Hidden",
        "genre": "metal",
        "seconds": 129,
        "popularity": 100.0,
    }
    assert found["personas"][0]["name"] == "Commuter"
    assert [each["weight"] for each in found["personas"][:3]] == [100.0, 57.43, 41.52]


@pytest.mark.parametrize(("tracks", "personas"), [(1, 1), (20, 8), (100, 20)])
@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_as_many_as_were_asked_for(tracks, personas, seed):
    request = InventionRequest(tracks=tracks, personas=personas, seed=seed)
    found = BuiltIn().invent(request)
    assert (len(found.tracks), len(found.personas)) == (tracks, personas)
    WavesParameters.model_validate(found.parameters())
    assert BuiltIn().invent(request) == found


def test_another_seed_another_invention():
    one, two = (BuiltIn().invent(InventionRequest(seed=seed)) for seed in (1, 2))
    assert one.tracks != two.tracks
    assert one.personas != two.personas


def test_it_says_that_no_model_was_asked():
    assert BuiltIn().origin(InventionRequest()) == Origin(by="built-in")
