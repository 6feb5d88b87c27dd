from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_jobs.sinks.arrow import arrow_table


def test_arrow_table_without_rows_has_the_columns():
    table = arrow_table(GENRE_COUNTS_TABLE, [])
    assert (table.num_rows, table.column_names) == (
        0,
        ["window_start", "window_end", "genre", "count"],
    )
