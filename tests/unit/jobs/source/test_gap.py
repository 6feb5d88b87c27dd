import pytest

from tune_jobs.source.gap import Gap, RecordsGone, find_gaps, refuse_gaps


def test_gaps_are_between_what_is_wanted_and_what_is_there():
    start = {"plays": {0: 5, 1: 7, 2: 9}, "chat": {0: 0}}
    earliest = {"plays": {0: 5, 1: 10, 2: 8}, "chat": {0: 3}}
    assert find_gaps(start, earliest) == [Gap("chat", 0, 0, 3), Gap("plays", 1, 7, 10)]


def test_gap_ends_where_what_is_wanted_ends():
    assert find_gaps({"plays": {0: 5}}, {"plays": {0: 100}}, {"plays": {0: 20}}) == [
        Gap("plays", 0, 5, 20)
    ]


def test_partitions_that_nobody_tells_of_have_none():
    assert find_gaps({"plays": {0: 5}}, {}) == []


def test_gaps_are_refused_with_the_figures_and_the_choices():
    refuse_gaps([])
    with pytest.raises(RecordsGone) as raised:
        refuse_gaps([Gap("plays", 0, 5, 1005), Gap("plays", 2, 7, 8)])
    assert raised.value.message == (
        "Kafka has deleted 1,001 records that were not read yet: plays[0] 5..1004, plays[2] 7..7"
    )
    assert "onDataLoss: Skip" in raised.value.hint
    assert "checkpoint.resetNonce" in raised.value.hint
