"""The harness must be able to fail."""

import pytest

from .oracle import Verdict, compare

EXPECTED = {("12:00", "rock"): 5, ("12:01", "rock"): 7, ("12:01", "jazz"): 1}


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, Verdict(lost=0, doubled=0)),
        ({("12:00", "rock"): 4}, Verdict(lost=1, doubled=0)),
        ({("12:00", "rock"): 0, ("12:01", "jazz"): 0}, Verdict(lost=6, doubled=0)),
        ({("12:01", "rock"): 14}, Verdict(lost=0, doubled=7)),
        ({("11:59", "rock"): 2}, Verdict(lost=0, doubled=2)),
        ({("12:00", "rock"): 4, ("12:01", "rock"): 8}, Verdict(lost=1, doubled=1)),
    ],
)
def test_what_is_lost_and_what_is_doubled(changes, verdict):
    assert compare(EXPECTED, EXPECTED | changes) == verdict
    assert verdict.good() == (not changes)


def test_a_sink_that_has_nothing_lost_everything():
    assert compare(EXPECTED, {}) == Verdict(lost=13, doubled=0)
