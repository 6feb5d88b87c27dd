import pytest

from tune_api.live.listener import Notification, read_notification


def test_what_a_sink_says():
    payload = '{"schema": "my_job", "table": "genre_counts", "batchId": 7, "later": 1}'
    assert read_notification(payload) == Notification(
        db_schema="my_job", table="genre_counts", batch_id=7
    )


@pytest.mark.parametrize("payload", ["", "hello", "[]", '{"table": "x"}'])
def test_what_somebody_else_says_is_passed_over(payload):
    assert read_notification(payload) is None
