import hashlib
from collections import Counter

import numpy as np
import orjson
import pytest

from tune_contract.events import Play
from tune_contract.scenarios.waves import WavesParameters
from tune_producer.event_id import EventIds
from tune_producer.scenarios.waves import Waves
from tune_producer.share import Share

NOW = 1_800_000_000_000
TOTAL = 4_500


def made(ids: EventIds, **parameters: object) -> Waves:
    return Waves(WavesParameters.model_validate(parameters), ids, Share())


def plays(scenario: Waves, first: int = 0, count: int = TOTAL) -> list[Play]:
    values = scenario.events(first, NOW + np.arange(count)).values
    return [Play.model_validate_json(value) for value in values]


@pytest.fixture(scope="module")
def waves(ids) -> Waves:
    return made(ids)


@pytest.fixture(scope="module")
def all_plays(waves) -> list[Play]:
    return plays(waves)


def test_every_value_is_a_play_with_all_its_fields(waves):
    for value in waves.events(0, np.full(100, NOW)).values:
        assert orjson.loads(value) == Play.model_validate_json(value).model_dump()


def test_ten_tracks_of_one_artist(all_plays):
    assert len({play.track_id for play in all_plays}) == 10
    assert len({(play.artist, play.genre) for play in all_plays}) == 1


def test_tracks_follow_their_popularity(all_plays):
    tracks = WavesParameters().tracks
    whole = sum(track.popularity for track in tracks)
    counts = Counter(play.track_id for play in all_plays)
    found = {track.track_id: counts[track.track_id] / TOTAL for track in tracks}
    expected = {track.track_id: track.popularity / whole for track in tracks}
    assert found == pytest.approx(expected, abs=0.02)


def test_keys_are_the_tracks(waves, all_plays):
    batch = waves.events(0, np.full(TOTAL, NOW))
    assert [waves.keys[key] for key in batch.keys] == [play.track_id for play in all_plays]


def test_few_users_make_most_plays(all_plays):
    counts = sorted(Counter(play.user_id for play in all_plays).values(), reverse=True)
    assert sum(counts[: len(counts) // 5]) > 0.4 * TOTAL


def test_most_listen_to_the_end(all_plays):
    assert sum(play.completed for play in all_plays) / TOTAL == pytest.approx(0.7, abs=0.03)


def test_same_seed_same_events(waves, ids, all_plays):
    assert plays(made(ids), 700, 50) == [
        play.model_copy(update={"timestamp": NOW + step})
        for step, play in enumerate(all_plays[700:750])
    ]
    assert [play.track_id for play in plays(made(EventIds(8, ids.run)))] != [
        play.track_id for play in all_plays
    ]


def test_the_catalogue_and_the_audience_are_the_users_own(ids):
    track = {"trackId": "one", "title": "Å", "popularity": 2, "seconds": 12}
    found = plays(
        made(
            ids,
            artist="Me",
            genre="jazz",
            tracks=[track],
            users=1,
            completed=1,
            platforms={"radio": 1},
            regions={"SE": 1},
        ),
        count=5,
    )
    assert found == [
        Play(
            event_id=ids.at(step),
            timestamp=NOW + step,
            user_id="u00000",
            track_id="one",
            title="Å",
            artist="Me",
            genre="jazz",
            region="SE",
            platform="radio",
            duration_ms=12_000,
            completed=True,
            schema_version=1,
        )
        for step in range(5)
    ]


def test_without_personas_the_events_are_those_of_the_first_release(waves):
    values = waves.events(0, NOW + np.arange(TOTAL)).values
    digest = hashlib.sha256(b"\n".join(values)).hexdigest()
    assert digest == "6852e689d147765b43154d22244e35eef6fc480bc2618ab470d0bc365d582c48"


def test_a_track_may_have_an_artist_and_a_genre_of_its_own(ids):
    own = {"trackId": "a", "title": "A", "popularity": 1, "artist": "Her", "genre": "jazz"}
    found = plays(made(ids, tracks=[own, {"trackId": "b", "title": "B", "popularity": 1}]))
    assert {(play.track_id, play.artist, play.genre) for play in found} == {
        ("a", "Her", "jazz"),
        ("b", "Paper Lanterns", "pop"),
    }
