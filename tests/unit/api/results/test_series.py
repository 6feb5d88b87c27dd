from datetime import UTC, datetime, timedelta

import pytest

from tune_api.results.series import MAX_LINES, NOTHING, ORIGIN, Span, Sum, bucket, fold, step_for

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def span(length: timedelta, *beat: int) -> Span:
    return Span(NOON, NOON + length, tuple(NOON + timedelta(seconds=each) for each in beat))


@pytest.mark.parametrize(
    ("length", "beat", "points", "step"),
    [
        (timedelta(minutes=9), (0, 60, 120), 120, 60),  # never shorter than the windows
        (timedelta(minutes=119), (0, 60), 120, 60),
        (timedelta(minutes=120), (0, 60), 120, 120),
        (timedelta(hours=24), (0, 60), 120, 900),
        (timedelta(days=365), (0, 60), 120, 7 * 86400),
        (timedelta(days=3650), (0, 60), 120, 56 * 86400),
        (timedelta(seconds=90), (), 120, 1),
        (timedelta(minutes=10), (0.5, 1, 60), 1000, 1),  # events, not windows
        (timedelta(minutes=10), (0, 7, 14, 28), 120, 7),  # windows of 7 seconds
        (timedelta(hours=1), (0, 7), 120, 56),
        (timedelta(0), (0,), 2, 1),
    ],
)
def test_the_step_is_usual_and_holds_whole_windows(length, beat, points, step):
    assert step_for(span(length, *beat), points) == timedelta(seconds=step)


def test_two_points_are_enough_for_any_time():
    years = Span(ORIGIN - timedelta(days=3650), ORIGIN + timedelta(days=36500))
    step = step_for(years, 2)
    assert (years.last - ORIGIN) // step - (years.first - ORIGIN) // step == 1


def test_buckets_begin_at_round_times():
    at = NOON + timedelta(minutes=7, seconds=3)
    assert bucket(at, 5 * MINUTE) == NOON + 5 * MINUTE
    assert bucket(at, timedelta(days=7)) == datetime(2026, 1, 26, tzinfo=UTC)  # a Monday
    assert bucket(ORIGIN - timedelta(seconds=1), MINUTE) == ORIGIN - MINUTE


def test_no_time_is_left_out():
    folded = fold(MINUTE, [Sum(NOON + 3 * MINUTE, 1, "rock", 4), Sum(NOON, 2, "pop", 1)])
    assert folded.times == tuple(NOON + number * MINUTE for number in range(4))
    assert [(line.value, line.points) for line in folded.lines] == [
        ("rock", (None, None, None, 4)),
        ("pop", (1, None, None, None)),
    ]


def test_the_rest_is_last_and_no_value():
    sums = [Sum(NOON, MAX_LINES + 1, None, 9), Sum(NOON, 1, "other", 5)]
    assert [(line.value, line.rest) for line in fold(MINUTE, sums).lines] == [
        ("other", False),
        ("other", True),
    ]


def test_nothing_makes_no_times():
    assert fold(MINUTE, []) == NOTHING
