from datetime import UTC, datetime

from tune_jobs.sinks.compaction import over_before


def test_hours_that_were_over():
    assert over_before(datetime(2026, 1, 31, 7, 59, tzinfo=UTC)) == (
        "date < '2026-01-31' OR (date = '2026-01-31' AND hour < '07')"
    )
