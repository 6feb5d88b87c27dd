from collections import Counter

import numpy as np
import orjson
import pytest

from tune_contract.events import Play
from tune_contract.scenarios.audience import PLATFORMS
from tune_producer.event_id import EventIds
from tune_producer.scenarios.scenario import CHUNK
from tune_producer.scenarios.steady import COMPLETED, REGIONS, Steady

NOW = 1_800_000_000_000


def times(count: int, start: int = NOW) -> np.ndarray:
    return start + np.arange(count)


def plays(scenario: Steady, first: int, count: int) -> list[Play]:
    return [
        Play.model_validate_json(value) for value in scenario.events(first, times(count)).values
    ]


@pytest.fixture(scope="module")
def chunk(steady) -> list[Play]:
    return plays(steady, 0, CHUNK)


def test_every_value_is_a_play_with_all_its_fields(steady):
    for value in steady.events(CHUNK, times(5000)).values:
        fields = orjson.loads(value)
        assert fields == Play.model_validate_json(value).model_dump()
        assert len(orjson.dumps(fields)) == len(value)  # compact


def test_ids_count_on(steady, ids):
    found = plays(steady, 123_456_789, 3)
    assert [play.event_id for play in found] == [ids.at(123_456_789 + step) for step in range(3)]


def test_times_are_the_given_ones(steady):
    given = [NOW, NOW + 1, NOW + 9_999, 9_999_999_999_999]
    found = steady.events(0, np.array(given))
    assert [orjson.loads(value)["timestamp"] for value in found.values] == given
    assert found.timestamps.tolist() == given


def test_keys_are_the_genres(steady, chunk):
    found = steady.events(0, times(CHUNK))
    assert [steady.keys[key] for key in found.keys] == [play.genre for play in chunk]


def test_same_seed_same_events(steady, ids):
    assert Steady(ids).events(500, times(100)).values == steady.events(500, times(100)).values


def test_an_event_needs_not_those_before_it(steady, ids):
    whole = steady.events(2 * CHUNK, times(100)).values
    assert Steady(ids).events(2 * CHUNK + 40, times(5, NOW + 40)).values == whole[40:45]


def test_another_run_differs_in_nothing_but_the_ids(steady, chunk):
    other = plays(Steady(EventIds(7, "ffffffffff")), 0, 1000)
    assert [play.model_copy(update={"event_id": ""}) for play in other] == [
        play.model_copy(update={"event_id": ""}) for play in chunk[:1000]
    ]
    assert {play.event_id for play in other}.isdisjoint(play.event_id for play in chunk)


def test_another_seed_gives_other_events(chunk):
    other = plays(Steady(EventIds(8, "0011223344")), 0, 1000)
    assert [play.track_id for play in other] != [play.track_id for play in chunk[:1000]]


def test_another_stream_draws_other_events_from_the_same_catalogue(steady, chunk):
    other = plays(Steady(EventIds(7, "0011223344", stream=1)), 0, 1000)
    assert [play.track_id for play in other] != [play.track_id for play in chunk[:1000]]
    titles = {play.track_id: play.title for play in chunk}
    assert all(titles[play.track_id] == play.title for play in other if play.track_id in titles)


def test_chunks_differ(steady, chunk):
    other = plays(steady, CHUNK, 1000)
    assert [play.track_id for play in other] != [play.track_id for play in chunk[:1000]]


def test_popular_tracks_lead(chunk):
    counts = [count for _, count in Counter(play.track_id for play in chunk).most_common()]
    assert counts[0] / CHUNK == pytest.approx(0.1336, abs=0.02)  # 1 / (1 + 1/2 + ... + 1/1000)
    assert counts[1] / counts[0] == pytest.approx(1 / 2, abs=0.1)


def test_users_are_unequal(chunk):
    counts = Counter(play.user_id for play in chunk)
    assert counts["u00000"] > 10 * counts["u19999"]


@pytest.mark.parametrize(("field", "weights"), [("region", REGIONS), ("platform", PLATFORMS)])
def test_shares_follow_the_weights(chunk, field, weights):
    counts = Counter(getattr(play, field) for play in chunk)
    shares = {name: counts[name] / CHUNK for name in weights}
    expected = {name: weight / sum(weights.values()) for name, weight in weights.items()}
    assert shares == pytest.approx(expected, abs=0.03)
    assert set(counts) == set(weights)


def test_a_user_stays_at_home(chunk):
    homes = {(play.user_id, play.region) for play in chunk}
    assert len(homes) == len({user for user, _ in homes})


def test_most_listen_to_the_end(chunk):
    assert sum(play.completed for play in chunk) / CHUNK == pytest.approx(COMPLETED, abs=0.02)


def test_who_leaves_listened_less(chunk):
    lengths = {play.track_id: play.duration_ms for play in chunk if play.completed}
    left = [play for play in chunk if not play.completed and play.track_id in lengths]
    assert all(0 < play.duration_ms < lengths[play.track_id] for play in left)


def test_time_before_2001_is_refused(steady):
    with pytest.raises(ValueError, match="before 2001"):
        steady.events(0, np.array([5]))
