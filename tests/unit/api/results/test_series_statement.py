from datetime import timedelta

from tune_api.results.location import TableLocation
from tune_api.results.query import Filter, Operator, SeriesQuery
from tune_api.results.series_statement import select_beat, select_span, select_sums
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE as TABLE

TIME, GENRE, COUNT = (TABLE.column(name) for name in ("window_start", "genre", "count"))
LOCATION = TableLocation("my_job", TABLE)
QUERY = SeriesQuery(TIME, COUNT, GENRE, filters=(Filter(GENRE, Operator.EQUAL, ("rock",)),))
FROM = 'FROM "my_job"."genre_counts" WHERE "genre" IN (%s)'


def test_the_span():
    statement = select_span(LOCATION, QUERY)
    assert statement.text.as_string() == f'SELECT min("window_start"), max("window_start") {FROM}'
    assert statement.values == ("rock",)


def test_the_beat_is_of_the_newest_times():
    statement = select_beat(LOCATION, QUERY)
    assert statement.text.as_string() == (
        f'SELECT DISTINCT "window_start" {FROM} ORDER BY "window_start" DESC LIMIT %s'
    )
    assert statement.values == ("rock", 32)


def test_the_sums_look_at_the_table_once():
    statement = select_sums(LOCATION, QUERY, timedelta(minutes=5))
    text = " ".join(statement.text.as_string().split())
    assert text.count(FROM) == 1
    assert '"genre" AS value, sum("count") AS total' in text
    assert statement.values == ("rock",)


def test_one_line_in_all():
    statement = select_sums(LOCATION, SeriesQuery(TIME, COUNT), timedelta(minutes=5))
    assert "NULL::text AS value" in statement.text.as_string()
