from datetime import UTC, datetime

from tune_api.results.location import TableLocation
from tune_api.results.query import Filter, Operator, RowQuery, TotalsQuery, newest_first, order_by
from tune_api.results.statement import select_rows, select_totals
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE as TABLE

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
GENRE, COUNT = TABLE.column("genre"), TABLE.column("count")
SELECT = 'SELECT "window_start", "window_end", "genre", "count" FROM "my_job"."genre_counts"'
LOCATION = TableLocation("my_job", TABLE)


def test_a_first_page_asks_for_one_row_more():
    statement = select_rows(LOCATION, RowQuery(newest_first(TABLE), limit=10))
    assert statement.text.as_string() == (
        f'{SELECT} ORDER BY "window_start" DESC, "genre" DESC LIMIT %s'
    )
    assert statement.values == (11,)


def test_filters_and_cursor_are_parameters():
    query = RowQuery(
        newest_first(TABLE),
        (
            Filter(GENRE, Operator.EQUAL, ("rock", "po'p")),
            Filter(COUNT, Operator.GREATER_OR_EQUAL, (3,)),
        ),
        limit=5,
        after=(NOON, "rock"),
    )
    statement = select_rows(LOCATION, query)
    assert statement.text.as_string() == (
        f'{SELECT} WHERE "genre" IN (%s, %s) AND "count" >= %s'
        ' AND ("window_start", "genre") < (%s, %s)'
        ' ORDER BY "window_start" DESC, "genre" DESC LIMIT %s'
    )
    assert statement.values == ("rock", "po'p", 3, NOON, "rock", 6)


def test_ascending():
    order = order_by(TABLE, COUNT, descending=False)
    statement = select_rows(LOCATION, RowQuery(order, after=(1, NOON, "rock")))
    assert statement.text.as_string() == (
        f'{SELECT} WHERE ("count", "window_start", "genre") > (%s, %s, %s)'
        ' ORDER BY "count" ASC, "window_start" ASC, "genre" ASC LIMIT %s'
    )


def test_a_schema_cannot_leave_its_quotes():
    statement = select_rows(TableLocation('a"; DROP', TABLE), RowQuery(newest_first(TABLE)))
    assert 'FROM "a""; DROP"."genre_counts" ORDER' in statement.text.as_string()


def test_totals():
    query = TotalsQuery(GENRE, COUNT, (Filter(COUNT, Operator.LESS, (9,)),))
    statement = select_totals(LOCATION, query)
    assert statement.text.as_string() == (
        'SELECT "genre", sum("count") FROM "my_job"."genre_counts" WHERE "count" < %s'
        ' GROUP BY "genre" ORDER BY 2 DESC, 1 LIMIT %s'
    )
    assert statement.values == (9, 1000)
