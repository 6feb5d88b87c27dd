import json

import pytest

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.catalogue import CatalogueTrack
from tune_jobs.catalogue.parse import parse_catalogue


def line(**fields: object) -> str:
    return json.dumps({"track_id": "t1", "title": "One", "artist": "Nova"} | fields)


def test_a_track_a_line():
    text = f"{line()}\n\n{line(track_id='t2', title='Två', label='Sea')}\r\n"
    assert parse_catalogue(text) == [
        CatalogueTrack(track_id="t1", title="One", artist="Nova"),
        CatalogueTrack(track_id="t2", title="Två", artist="Nova"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the catalogue is empty"),
        ("\n \n", "the catalogue is empty"),
        (line() + "\nnot json", "line 2 of the catalogue is not a track: Invalid JSON"),
        (f"[{line()}]", "line 1 of the catalogue is not a track: Input should be an object"),
        (line(title=5), "line 1 of the catalogue is not a track: title: Input should be a valid"),
        (line(track_id=""), "line 1 of the catalogue is not a track: track_id: String should have"),
        (
            line(artist="a\0b"),
            "line 1 of the catalogue is not a track: artist: String should match",
        ),
        ('{"id": "t1", "name": "One"}', "line 1 of the catalogue is not a track: track_id: Field"),
        (line() + "\n" + line(title="Uno"), "lines 1 and 2 of the catalogue are both track 't1'"),
    ],
)
def test_what_is_no_catalogue_is_told_by_its_line(text, said):
    with pytest.raises(InvalidInput) as raised:
        parse_catalogue(text)
    assert str(raised.value).startswith(said)
