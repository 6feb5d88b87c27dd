import pytest

from tune_contract.pipelines.genre_counts import GENRE_COUNTS, GENRE_COUNTS_TABLE
from tune_contract.runtime.connection import KafkaConnection
from tune_jobs.driver.batches import BatchWriter
from tune_jobs.driver.faults import FaultPoints
from tune_jobs.driver.plan import BatchPlan
from tune_jobs.driver.progress import ProgressTracker


class BrokenResults:
    """Results that cannot be computed."""

    def collect(self):
        raise OSError("no room for the shuffle")


def test_what_a_batch_fails_with_is_kept():
    plan = BatchPlan(
        source=GENRE_COUNTS.inputs["plays"],
        tables=(GENRE_COUNTS_TABLE,),
        kafka=KafkaConnection(bootstrap_servers="127.0.0.1:1"),
        initial=dict,
    )
    faults = FaultPoints(None, lambda: None)
    writer = BatchWriter(None, plan, [], ProgressTracker(attempt=1), faults)
    writer.attach(object())
    with pytest.raises(OSError, match="no room for the shuffle") as raised:
        writer(BrokenResults(), 0)
    assert writer.error is raised.value
    assert not writer.parked.is_set()
