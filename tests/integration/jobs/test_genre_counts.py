from datetime import timedelta

import pytest

from tune_contract.pipelines.genre_counts import GenreCountsParameters
from tune_jobs.pipelines.genre_counts import genre_counts

MINUTE = 60_000
NOON = 1_769_860_800_000  # 2026-01-31T12:00:00Z


@pytest.fixture
def count(spark):
    """count(plays, window) -> (window_start, window_end, genre, count), in ms from noon; sorted."""

    def count(plays, window=timedelta(minutes=1)):
        rows = [(genre, NOON + timestamp) for genre, timestamp in plays]
        frame = spark.createDataFrame(rows, "genre string, timestamp bigint")
        results = genre_counts(frame, GenreCountsParameters(window=window))
        bounds = [f"unix_millis({name}) - {NOON}L" for name in ("window_start", "window_end")]
        return sorted(map(tuple, results.selectExpr(*bounds, "genre", "count").collect()))

    return count


def test_plays_are_counted_for_each_window_and_genre(count):
    plays = [("pop", 0), ("rock", 5), ("pop", 59_999), ("pop", MINUTE), ("rock", -1)]
    assert count(plays) == [
        (-MINUTE, 0, "rock", 1),
        (0, MINUTE, "pop", 2),
        (0, MINUTE, "rock", 1),
        (MINUTE, 2 * MINUTE, "pop", 1),
    ]


def test_no_plays_no_rows(count):
    assert count([]) == []


def test_windows_start_at_multiples_of_their_length(count):
    plays = [("pop", 7 * MINUTE), ("pop", 14 * MINUTE), ("pop", 15 * MINUTE)]
    assert count(plays, timedelta(minutes=15)) == [
        (0, 15 * MINUTE, "pop", 2),
        (15 * MINUTE, 30 * MINUTE, "pop", 1),
    ]


def test_genres_are_told_apart_to_the_letter(count):
    assert count([("pop", 0), ("Pop", 0), ("pop ", 0)]) == [
        (0, MINUTE, "Pop", 1),
        (0, MINUTE, "pop", 1),
        (0, MINUTE, "pop ", 1),
    ]


def test_columns_are_the_declared_ones(spark):
    plays = spark.createDataFrame([], "genre string, timestamp bigint")
    results = genre_counts(plays, GenreCountsParameters())
    assert [(each.name, each.dataType.simpleString()) for each in results.schema] == [
        ("window_start", "timestamp"),
        ("window_end", "timestamp"),
        ("genre", "string"),
        ("count", "bigint"),
    ]
