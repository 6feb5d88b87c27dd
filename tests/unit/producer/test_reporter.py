import logging

import pytest

from tune_contract.runtime.reports import ProducerProgress
from tune_producer.reporter import Reporter


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO)
    return lambda: [record.getMessage() for record in caplog.records]


def reporter(board, *, lines=False):
    return Reporter(board, logging.getLogger("test"), lines=lines)


def test_change_of_behind_is_said_once(board, lines):
    telling = reporter(board)
    for second, behind in enumerate([False, True, True, False, False], start=1):
        progress = ProducerProgress(acknowledged=500 * second, behind=behind)
        telling.tell(progress, 100.0 + second)
    assert lines() == ["cannot hold 1,000 events/s: 500/s now", "holds 1,000 events/s again"]


def test_lines_come_every_five_seconds_and_at_the_end(board, lines):
    telling = reporter(board, lines=True)
    for second in range(1, 8):
        telling.tell(ProducerProgress(acknowledged=1000 * second), 100.0 + second)
    telling.tell(ProducerProgress(acknowledged=8000, finished=True), 108.0)
    assert lines() == [
        "1,000 events acknowledged, 1,000/s",
        "6,000 events acknowledged, 1,000/s",
        "8,000 events acknowledged, 1,000/s",
    ]


def test_with_an_endpoint_there_are_no_lines(board, lines):
    reporter(board).tell(ProducerProgress(acknowledged=1000), 101.0)
    assert lines() == []
    assert board.progress.acknowledged == 1000


def test_due_four_times_a_second(board):
    telling = reporter(board)
    assert telling.due(100.0)
    telling.tell(ProducerProgress(), 100.0)
    assert not telling.due(100.24)
    assert telling.due(100.25)
