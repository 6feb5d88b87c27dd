import numpy as np
import orjson
import pytest

from tune_contract.errors import InvalidInput
from tune_producer.event_id import EventIds
from tune_producer.recovery import find_own, starting_points

KEYS = ("pop", "rock")


def value(event_id: str, genre: str = "pop", timestamp: int = 1) -> bytes:
    return orjson.dumps({"event_id": event_id, "timestamp": timestamp, "genre": genre})


def test_own_events_are_found_once_and_in_order(ids):
    values = [
        value(ids.at(7), "rock", 70),
        value(ids.at(5), "pop", 50),
        value(ids.at(7), "rock", 70),
        value(EventIds(7, "9999999999").at(6)),
        b"not JSON",
        value(ids.at(4), "pop", 40),
    ]
    found = find_own(values, ids, 5, KEYS)
    assert found.sequences.tolist() == [5, 7]
    assert found.keys.tolist() == [0, 1]
    assert found.timestamps.tolist() == [50, 70]


def test_nothing_is_found_in_an_empty_topic(ids):
    found = find_own([], ids, 5, KEYS)
    assert found.sequences.tolist() == []
    assert list(found.gaps(5)) == []


@pytest.mark.parametrize(
    ("there", "gaps"),
    [
        ([5, 6, 7], []),
        ([6, 7], [(5, 1)]),
        ([5, 9, 10, 13], [(6, 3), (11, 2)]),
    ],
)
def test_gaps_are_what_is_missing_below_the_highest(ids, there, gaps):
    found = find_own([value(ids.at(number)) for number in there], ids, 5, KEYS)
    assert list(found.gaps(5)) == gaps


def test_found_numbers_are_integers(ids):
    assert find_own([value(ids.at(5))], ids, 5, KEYS).keys.dtype == np.intp


def test_reading_starts_where_the_ledger_ends(ledger):
    ledger = ledger.model_copy(update={"offsets": {0: 5, 1: 6}})
    assert starting_points(ledger, {0: 5, 1: 9, 2: 4}) == {0: 5, 1: 6, 2: 0}


def test_topic_made_anew_is_refused(ledger):
    ledger = ledger.model_copy(update={"offsets": {0: 5}})
    with pytest.raises(InvalidInput, match="topic plays was made anew"):
        starting_points(ledger, {0: 4})
