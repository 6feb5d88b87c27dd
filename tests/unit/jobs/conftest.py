"""What several tests of the driver need: a JobConfig, and rows of a result table."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.runtime.job_config import JobConfig
from tune_jobs.sinks.sink import Batch, Row, TableRows

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def make_config() -> Callable[..., JobConfig]:
    """make_config(sinks=[...], ...) -> a JobConfig; fields in the document's spelling."""

    def make(**fields: object) -> JobConfig:
        document = {
            "job": {"namespace": "default", "name": "genre-counts", "uid": "uid-1"},
            "pipeline": "genre-counts",
            "kafka": {"bootstrapServers": "127.0.0.1:9092"},
            "inputs": {"plays": {"name": "music-plays"}},
            "sinks": [],
            "trigger": {"availableNow": True},
            "checkpoint": {"location": "/checkpoint"},
            "endpoint": {"port": 8080},
        }
        return JobConfig.model_validate(document | fields)

    return make


@pytest.fixture
def make_row() -> Callable[[int, str, int], Row]:
    """make_row(minute, genre, count) -> a row of genre_counts."""

    def make(minute: int, genre: str, count: int) -> Row:
        start = NOON + timedelta(minutes=minute)
        return (start, start + timedelta(minutes=1), genre, count)

    return make


@pytest.fixture
def make_batch() -> Callable[..., Batch]:
    """make_batch(number, *rows) -> a batch of genre_counts."""

    def make(number: int, *rows: Row) -> Batch:
        return Batch("query-1", number, (TableRows(GENRE_COUNTS_TABLE, rows),))

    return make
