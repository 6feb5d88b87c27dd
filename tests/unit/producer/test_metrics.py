from prometheus_client.parser import text_string_to_metric_families

from tune_contract.runtime.reports import ProducerProgress
from tune_producer.board import Board
from tune_producer.metrics import metrics_text


def scraped(board: Board) -> dict[str, float]:
    families = text_string_to_metric_families(metrics_text(board).decode())
    return {sample.name: sample.value for family in families for sample in family.samples}


def test_all_are_there_from_the_start():
    assert scraped(Board(20.0, 0, 100.0)) == {
        "tune_producer_events_acknowledged_total": 0,
        "tune_producer_events_failed_total": 0,
        "tune_producer_target_rate": 20,
        "tune_producer_rate": 0,
        "tune_producer_behind": 0,
        "tune_producer_finished": 0,
    }


def test_they_follow_the_board():
    board = Board(20.0, 0, 100.0)
    board.post(ProducerProgress(acknowledged=30, failed=2, behind=True, finished=True), 102.0)
    assert scraped(board) == {
        "tune_producer_events_acknowledged_total": 30,
        "tune_producer_events_failed_total": 2,
        "tune_producer_target_rate": 20,
        "tune_producer_rate": 15,
        "tune_producer_behind": 1,
        "tune_producer_finished": 1,
    }
