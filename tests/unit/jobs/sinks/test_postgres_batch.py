"""The statements; tests/integration/jobs/test_postgres.py runs them."""

from dataclasses import replace

import pytest

from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_jobs.sinks.postgres_batch import _on_conflict


def test_row_replaces_the_row_with_its_key():
    assert _on_conflict(GENRE_COUNTS_TABLE).as_string() == (
        'UPDATE SET "window_end" = excluded."window_end", "count" = excluded."count"'
    )


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(DEAD_LETTERS, id="only grows"),
        pytest.param(
            replace(GENRE_COUNTS_TABLE, key=GENRE_COUNTS_TABLE.column_names()), id="all key"
        ),
    ],
)
def test_row_that_cannot_be_replaced_is_left(table):
    assert _on_conflict(table).as_string() == "NOTHING"
