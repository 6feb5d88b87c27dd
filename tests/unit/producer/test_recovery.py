import numpy as np
import orjson
import pytest

from tune_contract.errors import InvalidInput
from tune_contract.tunejob.disorder import DisorderSpec
from tune_producer.disorder.plan import Fault, Plan
from tune_producer.event_id import EventIds
from tune_producer.recovery import Found, Own, find_own, span_behind, span_since

KEYS = ("pop", "rock")


def value(event_id: str, genre: str = "pop", timestamp: int = 1) -> bytes:
    return orjson.dumps({"event_id": event_id, "timestamp": timestamp, "genre": genre})


def own_of(ids: EventIds, counted_by: tuple[str, ...] = ("genre",), **shares: float) -> Own:
    return Own(ids, KEYS, counted_by, Plan(DisorderSpec(**shares), ids))


def found_in(values: list[bytes], own: Own) -> Found:
    (found,) = find_own(values, own)
    return found


def test_own_events_are_found_as_they_stand(ids):
    values = [
        value(ids.at(7), "rock", 70),
        value(ids.at(5), "pop", 50),
        value(EventIds(7, "9999999999").at(6)),
        value(f"{ids.prefix}6"),
        b"not JSON",
        value(ids.at(7), "rock", 70),
    ]
    found = found_in(values, own_of(ids))
    assert found.sequences.tolist() == [7, 5, 7]
    assert found.keys.tolist() == [1, 0, 1]
    assert found.timestamps.tolist() == [70, 50, 70]


def test_nothing_is_found_in_an_empty_topic(ids):
    assert list(find_own([], own_of(ids))) == []


def test_nothing_of_ours_is_an_empty_part(ids):
    found = found_in([b"another's"], own_of(ids))
    assert found.sequences.tolist() == found.keys.tolist() == found.timestamps.tolist() == []


def test_found_numbers_are_integers(ids):
    assert found_in([value(ids.at(5))], own_of(ids)).keys.dtype == np.intp


def test_a_long_topic_is_read_in_parts(ids):
    values = (value(ids.at(number)) for number in range(25_000))
    parts = list(find_own(values, own_of(ids)))
    assert len(parts) == 3
    assert np.concatenate([part.sequences for part in parts]).tolist() == list(range(25_000))


def test_a_key_may_be_of_several_fields(ids):
    event = orjson.dumps({"event_id": ids.at(5), "timestamp": 1, "region": "ro", "track_id": "ck"})
    own = own_of(ids, ("region", "track_id"))
    slashed = Own(ids, ("pop", "ro/ck"), own.counted_by, own.plan)
    assert found_in([event], slashed).keys.tolist() == [1]


def test_what_does_not_count_is_found_by_its_id_alone(ids):
    values = [b'{"event_id":"%b","genre' % ids.at(5).encode(), ids.at(6).encode() + b" was played"]
    found = found_in(values, own_of(ids, malformed=1.0))
    assert found.values == values
    assert found.sequences.tolist() == [5, 6]
    assert found.faults.tolist() == [Fault.MALFORMED] * 2
    assert found.keys.tolist() == found.timestamps.tolist() == [-1, -1]


def test_reading_starts_where_the_ledger_ends(ledger):
    ledger = ledger.model_copy(update={"offsets": {0: 5, 1: 6}})
    span = span_behind(ledger, {0: 5, 1: 9, 2: 4})
    assert (span.starts, span.ends) == ({0: 5, 1: 6, 2: 0}, {0: 5, 1: 9, 2: 4})
    assert span.cut == frozenset()


def test_topic_made_anew_is_refused(ledger):
    ledger = ledger.model_copy(update={"offsets": {0: 5}})
    with pytest.raises(InvalidInput, match="topic plays was made anew"):
        span_behind(ledger, {0: 4})


def test_a_partition_is_cut_when_its_first_record_may_follow_one_of_the_run():
    starts, kept, ends = (
        {0: 0, 1: 5, 2: 7, 3: 9},
        {0: 0, 1: 5, 2: 6, 3: 9},
        {0: 9, 1: 9, 2: 9, 3: 9},
    )
    assert span_since(starts, kept, ends).cut == {1, 3}
