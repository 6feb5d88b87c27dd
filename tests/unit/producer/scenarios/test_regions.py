from collections import Counter
from datetime import timedelta

import numpy as np
import orjson
import pytest

from tune_contract.events import Play
from tune_contract.scenarios.regions import RegionsParameters
from tune_producer.event_id import EventIds
from tune_producer.scenarios.regions import Regions
from tune_producer.scenarios.scenario import CHUNK

MIDNIGHT = 1_800_000_000_000 // 86_400_000 * 86_400_000
HOUR = 3_600_000
TWO = [{"name": "AA", "weight": 1}, {"name": "BB", "weight": 1, "utcOffset": 12}]


def made(ids: EventIds, total: int = 0, **parameters: object) -> Regions:
    return Regions(RegionsParameters.model_validate(parameters), ids, total)


def plays(scenario: Regions, times: np.ndarray, first: int = 0) -> list[Play]:
    return [Play.model_validate_json(value) for value in scenario.events(first, times).values]


@pytest.fixture(scope="module")
def regions(ids) -> Regions:
    return made(ids)


@pytest.fixture(scope="module")
def chunk(regions) -> list[Play]:
    return plays(regions, np.full(CHUNK, MIDNIGHT))


def test_every_value_is_a_play_with_all_its_fields(regions):
    for value in regions.events(0, np.full(100, MIDNIGHT)).values:
        assert orjson.loads(value) == Play.model_validate_json(value).model_dump()


def test_keys_are_region_and_track(regions, chunk):
    batch = regions.events(0, np.full(CHUNK, MIDNIGHT))
    assert [regions.keys[key] for key in batch.keys] == [
        f"{play.region}/{play.track_id}" for play in chunk
    ]


def test_many_regions_artists_and_songs(chunk):
    assert len({play.region for play in chunk}) == 12
    assert len({play.artist for play in chunk}) > 30
    assert len({play.track_id for play in chunk}) > 100


def test_top_songs_differ_by_region(chunk):
    tops = {
        region: Counter(play.track_id for play in chunk if play.region == region).most_common(1)
        for region in {play.region for play in chunk}
    }
    assert len({top[0][0] for top in tops.values()}) > 2


def test_a_user_stays_at_home(chunk):
    homes = {(play.user_id, play.region) for play in chunk}
    assert len(homes) == len({user for user, _ in homes}) > 3_000


@pytest.mark.parametrize(("hour", "expected"), [(20, 1 / 1.15), (8, 0.15 / 1.15), (14, 0.5)])
def test_each_region_has_its_own_day(ids, hour, expected):
    """AA has its evening when BB, twelve hours ahead, has its morning."""
    found = plays(made(ids, regions=TWO), np.full(CHUNK, MIDNIGHT + hour * HOUR))
    share = sum(play.region == "AA" for play in found) / CHUNK
    assert share == pytest.approx(expected, abs=0.06)


def test_without_a_night_it_is_always_the_same(ids):
    scenario = made(ids, regions=TWO, night=1)
    early, late = (plays(scenario, np.full(100, MIDNIGHT + at * HOUR)) for at in (3, 21))
    assert [play.region for play in early] == [play.region for play in late]


def test_same_seed_same_events(regions, ids, chunk):
    assert plays(made(ids), np.full(50, MIDNIGHT), first=700) == chunk[700:750]
    other = plays(made(EventIds(8, ids.run)), np.full(50, MIDNIGHT), first=700)
    assert [play.title for play in other] != [play.title for play in chunk[700:750]]


def test_a_span_ends_now(ids):
    scenario = made(ids, total=48, span="2d")
    now = MIDNIGHT + np.arange(48)  # 1 ms for each hour
    batch = scenario.events(0, now)
    hours = (now[-1] - batch.timestamps) / HOUR
    assert hours == pytest.approx(np.arange(47, -1, -1), abs=0.001)
    assert [orjson.loads(value)["timestamp"] for value in batch.values] == batch.timestamps.tolist()


def test_a_restart_goes_on_within_the_span(ids):
    scenario = made(ids, total=100, span="1d")
    first = scenario.events(0, np.full(50, MIDNIGHT)).timestamps
    second = scenario.events(50, np.full(50, MIDNIGHT + 60_000)).timestamps
    assert first[-1] < second[0]
    assert second[-1] == MIDNIGHT + 60_000
    assert second[-1] - first[0] < timedelta(days=1) / timedelta(milliseconds=1)
