import pytest

from tune_operator.core.lag import Offsets, lag


@pytest.mark.parametrize(
    ("committed", "ends", "expected"),
    [
        ({}, {}, None),
        ({}, {"t": {0: 5}}, None),
        ({"t": {0: 5}}, {"t": {0: 5, 1: 1}}, None),
        ({"t": {0: 5, 1: 1}}, {"t": {0: 5, 1: 1}}, 0),
        ({"t": {0: 2, 1: 9}}, {"t": {0: 5, 1: 1}}, 3),
        ({"t": {0: 2}, "u": {0: 0}}, {"t": {0: 5}, "u": {0: 7}}, 10),
    ],
)
def test_lag(committed: Offsets, ends: Offsets, expected: int | None) -> None:
    assert lag(committed, ends) == expected
