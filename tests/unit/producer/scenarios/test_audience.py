from collections import Counter, defaultdict

import numpy as np
import pytest

from tune_contract.events import Play
from tune_contract.scenarios.waves import WavesParameters
from tune_producer.event_id import EventIds
from tune_producer.scenarios.waves import Waves
from tune_producer.share import Share

NOW = 1_800_000_000_000
TOTAL = 10_000
GROUPS = [
    {"name": "commuter", "weight": 5, "region": "NO", "platform": "ios", "completed": 0.25},
    {"name": "student", "weight": 3, "region": "JP", "platform": "web", "completed": 0},
    {"name": "fan", "weight": 2, "region": "BR", "platform": "ios", "completed": 1},
]


def plays(ids: EventIds, **parameters: object) -> list[Play]:
    waves = Waves(WavesParameters.model_validate(parameters), ids, Share())
    values = waves.events(0, NOW + np.arange(TOTAL)).values
    return [Play.model_validate_json(value) for value in values]


@pytest.fixture(scope="module")
def all_plays(ids) -> list[Play]:
    return plays(ids, personas=GROUPS)


def test_a_play_is_of_one_group_in_all_it_tells(all_plays):
    assert {(play.region, play.platform) for play in all_plays} == {
        ("NO", "ios"),
        ("JP", "web"),
        ("BR", "ios"),
    }


def test_a_listener_stays_in_the_group(all_plays):
    groups = defaultdict(set)
    for play in all_plays:
        groups[play.user_id].add(play.region)
    assert {len(regions) for regions in groups.values()} == {1}


def test_listeners_follow_the_weights(ids):
    found = Counter(play.region for play in plays(ids, personas=GROUPS, users=60_000))
    shares = {region: count / TOTAL for region, count in found.items()}
    assert shares == pytest.approx({"NO": 0.5, "JP": 0.3, "BR": 0.2}, abs=0.02)


def test_each_group_listens_as_it_does(all_plays):
    plays_of, to_the_end = Counter(), Counter()
    for play in all_plays:
        plays_of[play.region] += 1
        to_the_end[play.region] += play.completed
    assert to_the_end["BR"] == plays_of["BR"]
    assert to_the_end["JP"] == 0
    assert to_the_end["NO"] / plays_of["NO"] == pytest.approx(0.25, abs=0.02)


def test_same_seed_same_events(ids, all_plays):
    assert plays(ids, personas=GROUPS) == all_plays
    other = plays(EventIds(8, ids.run), personas=GROUPS)
    assert [play.user_id for play in other] != [play.user_id for play in all_plays]


def test_who_listens_to_what_and_when_does_not_depend_on_the_groups(ids, all_plays):
    alike = plays(ids)
    assert [(it.event_id, it.user_id, it.track_id) for it in alike] == [
        (it.event_id, it.user_id, it.track_id) for it in all_plays
    ]


def test_a_group_of_one_listener(ids):
    track = {"trackId": "a", "title": "A", "popularity": 1, "seconds": 60}
    first = plays(ids, personas=[GROUPS[2]], tracks=[track], users=1)[0]
    assert first == Play(
        event_id=ids.at(0),
        timestamp=NOW,
        user_id="u00000",
        track_id="a",
        title="A",
        artist="Paper Lanterns",
        genre="pop",
        region="BR",
        platform="ios",
        duration_ms=60_000,
        completed=True,
        schema_version=1,
    )
