import numpy as np
import pytest

from tune_producer.numbers import Numbers


def numbers(first: int, *found: int) -> Numbers:
    made = Numbers(first)
    made.note(np.array(found, dtype=np.int64))
    return made


def test_each_number_is_new_once():
    made = Numbers(5)
    assert made.note(np.array([7, 5, 7, 4])).tolist() == [1, 0]
    assert made.note(np.array([5, 6, 7])).tolist() == [1]
    assert made.note(np.array([], dtype=np.int64)).tolist() == []


@pytest.mark.parametrize(
    ("there", "gaps"),
    [
        ([], []),
        ([5, 6, 7], []),
        ([6, 7], [(5, 1)]),
        ([5, 9, 10, 13], [(6, 3), (11, 2)]),
    ],
)
def test_gaps_are_what_is_missing_below_the_highest(there, gaps):
    assert list(numbers(5, *there).gaps(5)) == gaps


def test_gaps_can_be_asked_for_from_a_number_on():
    assert list(numbers(5, 6, 10, 13).gaps(9)) == [(9, 1), (11, 2)]
    assert list(numbers(5, 6).gaps(9)) == []


def test_what_is_missing_before_a_number():
    assert numbers(5, 6, 10).missing_before(10).tolist() == [5, 7, 8, 9]
    assert numbers(5, 6, 10).missing_before(5).tolist() == []


def test_nothing_is_missing_beyond_the_highest():
    assert numbers(5, 6, 10).missing_before(1_000).tolist() == [5, 7, 8, 9]
    assert numbers(5).missing_before(1_000).tolist() == []


def test_room_is_made_as_numbers_grow():
    made = Numbers(0)
    for number in range(0, 10_000, 100):
        made.note(np.array([number]))
    assert len(made.missing_before(9_901)) == 9_901 - 100
    assert len(list(made.gaps(0))) == 99
