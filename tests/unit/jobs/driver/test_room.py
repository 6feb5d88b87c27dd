import pytest

from tune_contract.pipelines.dead_letters import MAX_PAYLOAD
from tune_jobs.driver.room import ROOM, kept_bytes


@pytest.mark.parametrize(
    ("records", "total", "kept"),
    [
        (1, MAX_PAYLOAD, MAX_PAYLOAD),
        (100_000, ROOM, MAX_PAYLOAD),  # many small ones
        (128, 128 * MAX_PAYLOAD, MAX_PAYLOAD // 2),
        (1_000_000, ROOM + 1, 1024),  # a play is kept whole, however many there are
    ],
)
def test_what_is_kept_of_each(records, total, kept):
    assert kept_bytes(records, total) == kept
