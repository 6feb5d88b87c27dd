import pytest

from tune_api.results.query import (
    TotalsQuery,
    drawn_totals,
    newest_first,
    order_by,
    sortable,
    summable,
)
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.declaration import Column, ColumnType, ResultTable
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE

TIMELESS = ResultTable("ranks", (Column("rank", ColumnType.INTEGER, ""),), key=("rank",))


def names(columns) -> list[str]:
    return [column.name for column in columns]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (GENRE_COUNTS_TABLE, ["window_start", "genre"]),
        (DEAD_LETTERS, ["record_time", "topic", "partition", "offset"]),
        (TIMELESS, ["rank"]),
    ],
)
def test_newest_first_is_a_total_order(table, columns):
    order = newest_first(table)
    assert (names(order.columns), order.descending) == (columns, True)


def test_an_order_ends_with_the_rest_of_the_key():
    table = GENRE_COUNTS_TABLE
    order = order_by(table, table.column("count"), descending=False)
    assert names(order.columns) == ["count", "window_start", "genre"]
    assert str(order) == "count"
    assert str(order_by(table, table.column("genre"), descending=True)) == "-genre"


def test_nothing_is_ordered_by_what_may_be_null():
    assert "payload" not in names(sortable(DEAD_LETTERS))
    assert names(sortable(GENRE_COUNTS_TABLE)) == ["window_start", "window_end", "genre", "count"]


def test_numbers_have_sums():
    assert names(summable(DEAD_LETTERS)) == ["partition", "offset", "payload_size"]


def test_the_totals_of_a_drawing():
    table = GENRE_COUNTS_TABLE
    assert drawn_totals(table) == TotalsQuery(table.column("genre"), table.column("count"))
    assert drawn_totals(DEAD_LETTERS) is None
