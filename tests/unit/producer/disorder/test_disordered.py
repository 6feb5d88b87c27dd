from itertools import pairwise

import numpy as np
import orjson
import pytest

from tune_contract.events import Play
from tune_contract.tunejob.disorder import DisorderSpec
from tune_producer.disorder.disordered import Disordered
from tune_producer.disorder.plan import Plan
from tune_producer.scenarios.scenario import Batch

NOW = 1_800_000_000_000
SENT = NOW + np.arange(2_500)
MIXED = DisorderSpec(late=0.1, out_of_order=0.2, duplicated=0.1, malformed=0.1, future=0.1)


@pytest.fixture
def make(steady, ids):
    """make(spec) -> the batch of the first 2,500 events."""

    def made(spec: DisorderSpec) -> Batch:
        return Disordered(steady, Plan(spec, ids), spec).events(0, SENT)

    return made


def times(batch: Batch) -> list[int]:
    return [orjson.loads(value)["timestamp"] for value in batch.values]


def test_without_shares_nothing_changes(make, steady):
    plain, found = steady.events(0, SENT), make(DisorderSpec())
    assert found.values == plain.values
    assert (found.keys == plain.keys).all()
    assert (found.timestamps == plain.timestamps).all()
    assert found.disorder == plain.disorder


def test_it_says_what_is_in_it(make, recount, steady):
    batch = make(MIXED)
    found = recount(batch.values)
    by_genre = dict(zip(steady.keys, np.bincount(batch.keys).tolist(), strict=True))
    assert {genre: count for genre, count in by_genre.items() if count} == found.by_genre
    assert batch.disorder.model_dump() == found.disorder
    assert len(batch.values) == 2_500 + batch.disorder.duplicated
    assert found.numbers == set(range(2_500))


def test_same_seed_same_records(make):
    assert make(MIXED).values == make(MIXED).values


def test_an_event_needs_not_those_before_it(steady, ids):
    spec = MIXED.model_copy(update={"duplicated": 0.0})  # copies stand further on
    whole = Disordered(steady, Plan(spec, ids), spec)
    assert whole.events(100, SENT[100:150]).values == whole.events(0, SENT).values[100:150]


def test_late_events_are_dated_back(make):
    batch = make(DisorderSpec(late=1.0))
    assert times(batch) == (SENT - 600_000).tolist()
    assert batch.disorder.late == 2_500
    assert len(batch.keys) == len(batch.timestamps) == 0


def test_future_events_are_more_than_a_day_ahead(make):
    batch = make(DisorderSpec(future=1.0))
    ahead = np.array(times(batch)) - SENT
    assert 86_400_000 < ahead.min() < ahead.max() < 30 * 86_400_000
    assert batch.disorder.future == 2_500


def test_out_of_order_events_are_displaced_a_little_and_count(make):
    batch = make(DisorderSpec(out_of_order=0.3))
    assert times(batch) == batch.timestamps.tolist()
    back = SENT - batch.timestamps
    assert 0 == back.min() < back.max() <= 2_000
    assert sum(later < earlier for earlier, later in pairwise(times(batch))) > 500
    assert batch.disorder.events() == 0


def test_a_copy_is_the_same_record_a_little_further_on(make):
    batch = make(DisorderSpec(duplicated=0.2))
    places: dict[bytes, list[int]] = {}
    for place, value in enumerate(batch.values):
        places.setdefault(value, []).append(place)
    twice = [found for found in places.values() if len(found) == 2]
    assert len(twice) == batch.disorder.duplicated > 400
    assert len(places) == len(batch.keys) == 2_500
    gaps = [second - first for first, second in twice]
    assert min(gaps) < 10
    assert 60 < max(gaps) < 160


def test_all_but_the_broken_are_plays(make):
    batch = make(MIXED)
    broken = 0
    for value in batch.values:
        try:
            Play.model_validate_json(value)
        except ValueError:
            broken += 1
    assert broken == batch.disorder.malformed > 200


def test_it_has_the_rhythm_and_keys_of_the_scenario(steady, ids):
    made = Disordered(steady, Plan(MIXED, ids), MIXED)
    assert (made.rhythm, made.keys) == (steady.rhythm, steady.keys)
