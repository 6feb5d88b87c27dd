from tune_api.results.cursor import read_cursor
from tune_api.results.query import RowQuery, newest_first
from tune_api.results.reader import RowPage, page_of


def test_a_page_with_one_row_more_has_a_next(location, make_row, now):
    query = RowQuery(newest_first(location.table), limit=2)
    rows = [make_row(0, "rock", 5), make_row(0, "pop", 2), make_row(0, "jazz", 1)]
    page = page_of(location, query, rows)
    assert page.rows == tuple(rows[:2])
    assert read_cursor(query.order, page.next_cursor) == (now, "pop")


def test_the_last_page_has_none(location, make_row):
    query = RowQuery(newest_first(location.table), limit=2)
    rows = [make_row(0, "rock", 5), make_row(0, "pop", 2)]
    assert page_of(location, query, rows) == RowPage(tuple(rows), None)
    assert page_of(location, query, []) == RowPage((), None)
