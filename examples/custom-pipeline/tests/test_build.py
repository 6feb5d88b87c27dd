"""Frames in, exact rows out."""

from datetime import timedelta

import pytest

from tune_jobs.pipelines.results import check_results
from tune_listening.build import listening_minutes
from tune_listening.declaration import LISTENING_MINUTES, ListeningParameters

NOON = 1_769_860_800_000  # 2026-01-31T12:00:00Z
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000


@pytest.fixture
def listened(spark):
    """listened((platform, at, ms), ...) -> rows in order; times are milliseconds from noon."""

    def listened(*plays, **parameters):
        rows = [(platform, duration, NOON + at) for platform, at, duration in plays]
        frame = spark.createDataFrame(rows, "platform string, duration_ms bigint, timestamp bigint")
        results = listening_minutes(frame, ListeningParameters(**parameters))
        bounds = [f"unix_millis({name}) - {NOON}L" for name in ("window_start", "window_end")]
        columns = [*bounds, "platform", "plays", "listened_ms", "minutes"]
        return sorted(map(tuple, results.selectExpr(*columns).collect()))

    return listened


def test_platforms_and_hours_are_told_apart(listened):
    plays = [
        ("ios", 0, 90 * SECOND),
        ("ios", HOUR - 1, 30 * SECOND),
        ("web", 5, 1),
        ("ios", HOUR, 45 * SECOND),
        ("ios", -1, 15 * SECOND),
    ]
    assert listened(*plays) == [
        (-HOUR, 0, "ios", 1, 15 * SECOND, 0.25),
        (0, HOUR, "ios", 2, 120 * SECOND, 2.0),
        (0, HOUR, "web", 1, 1, 1 / MINUTE),
        (HOUR, 2 * HOUR, "ios", 1, 45 * SECOND, 0.75),
    ]


def test_windows_are_as_long_as_asked(listened):
    plays = [("tv", 14 * MINUTE, MINUTE), ("tv", 15 * MINUTE, 2 * MINUTE)]
    assert listened(*plays, window=timedelta(minutes=15)) == [
        (0, 15 * MINUTE, "tv", 1, MINUTE, 1.0),
        (15 * MINUTE, 30 * MINUTE, "tv", 1, 2 * MINUTE, 2.0),
    ]


def test_short_plays_are_passed_over_when_asked(listened):
    plays = [("ios", 0, 29_999), ("ios", 1, 30_000), ("web", 2, 29_999)]
    assert listened(*plays, at_least=timedelta(seconds=30)) == [
        (0, HOUR, "ios", 1, 30_000, 0.5),
    ]
    assert listened(*plays) == [
        (0, HOUR, "ios", 2, 59_999, 59_999 / MINUTE),
        (0, HOUR, "web", 1, 29_999, 29_999 / MINUTE),
    ]


def test_a_play_of_no_length_is_a_play(listened):
    assert listened(("ios", 0, 0)) == [(0, HOUR, "ios", 1, 0, 0.0)]


def test_no_plays_no_rows(listened):
    assert listened() == []


def test_the_columns_are_the_declared_ones(spark):
    frame = spark.createDataFrame([], "platform string, duration_ms bigint, timestamp bigint")
    check_results(LISTENING_MINUTES, listening_minutes(frame, ListeningParameters()))
