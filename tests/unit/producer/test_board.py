import pytest

from tune_contract.runtime.reports import ProducerProgress
from tune_producer.board import Board


def test_starts_with_what_earlier_runs_did():
    expected = ProducerProgress(target_rate=20.0, acknowledged=50)
    assert Board(20.0, 50, 100.0).progress == expected


def test_rate_is_of_the_last_seconds():
    board = Board(20.0, 0, 100.0)
    for second in range(1, 11):
        board.post(ProducerProgress(acknowledged=second * 100), 100.0 + second)
    for second in range(11, 21):
        board.post(ProducerProgress(acknowledged=1000 + (second - 10) * 20), 100.0 + second)
    assert board.progress.rate == pytest.approx(20.0)
    assert board.progress.target_rate == 20.0


def test_post_replaces_the_rest():
    board = Board(20.0, 0, 100.0)
    board.post(ProducerProgress(acknowledged=3, failed=2, behind=True, finished=True), 101.0)
    shown = board.progress
    assert (shown.acknowledged, shown.failed, shown.behind, shown.finished) == (3, 2, True, True)


def test_no_time_no_rate():
    board = Board(20.0, 0, 100.0)
    board.post(ProducerProgress(acknowledged=3), 100.0)
    assert board.progress.rate == 0.0


def test_what_was_there_before_is_no_rate():
    board = Board(20.0, 0, 100.0)
    board.begin(1_000_000, 103.0)
    assert board.progress.acknowledged == 1_000_000
    board.post(ProducerProgress(acknowledged=1_000_020), 104.0)
    assert board.progress.rate == pytest.approx(20.0)
