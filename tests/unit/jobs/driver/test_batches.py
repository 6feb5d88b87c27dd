import time
from datetime import UTC, datetime

import pytest
from pyspark.sql.types import TimestampType

from tune_contract.pipelines.genre_counts import GENRE_COUNTS, GENRE_COUNTS_TABLE
from tune_contract.runtime.connection import KafkaConnection
from tune_jobs.driver.batches import BatchPlan, BatchWriter, _utc
from tune_jobs.driver.progress import ProgressTracker


class BrokenResults:
    """Results that cannot be computed."""

    def collect(self):
        raise OSError("no room for the shuffle")


@pytest.fixture
def oslo(monkeypatch):
    """A machine whose clock is an hour or two ahead of UTC."""
    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 7, 1, 12, 0, 0, 123_456, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 02:30 in Oslo,
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # and 02:30 once more
    ],
)
def test_sparks_timestamps_are_told_in_utc(oslo, moment):
    micros = TimestampType().toInternal(moment)
    assert _utc((TimestampType().fromInternal(micros),)) == (moment,)
    assert _utc((TimestampType().fromInternal(micros),))[0].tzinfo is UTC


def test_bytes_are_bytes_and_the_rest_stays():
    (payload, *rest) = _utc((bytearray(b"\0\xff"), "pop", 5, None, True))
    assert (type(payload), payload) == (bytes, b"\0\xff")
    assert rest == ["pop", 5, None, True]


def test_what_a_batch_fails_with_is_kept():
    plan = BatchPlan(
        source=GENRE_COUNTS.inputs["plays"],
        tables=(GENRE_COUNTS_TABLE,),
        kafka=KafkaConnection(bootstrap_servers="127.0.0.1:1"),
        initial=dict,
    )
    writer = BatchWriter(None, plan, [], ProgressTracker(attempt=1))
    writer.attach(object())
    with pytest.raises(OSError, match="no room for the shuffle") as raised:
        writer(BrokenResults(), 0)
    assert writer.error is raised.value
    assert not writer.parked.is_set()
