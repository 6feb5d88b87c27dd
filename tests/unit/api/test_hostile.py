"""Whatever is written into an address, SQL is made of declared names and placeholders alone."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tune_api.app import make_app
from tune_api.results.location import TableLocation
from tune_api.results.query import RowQuery, SeriesQuery, TotalsQuery, newest_first
from tune_api.results.reader import RowPage, Snapshot
from tune_api.results.series import NOTHING, Series
from tune_api.results.series_statement import select_beat, select_span, select_sums
from tune_api.results.statement import select_all, select_rows, select_totals
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE

NAMES = {"genre_counts", *(column.name for column in GENRE_COUNTS_TABLE.columns)}
WORDS = {"SELECT", "FROM", "WHERE", "AND", "IN", "ORDER", "BY", "ASC", "DESC", "LIMIT", "sum",
         "GROUP", "DISTINCT", "min", "max", "least", "place", "CASE", "WHEN", "THEN", "value", "END",
         "at", "total", "AS", "dense_rank", "OVER", "size", "NULLS", "LAST", "PARTITION", "date_bin",
         "binned", "sized", "ranked", "NULL::text"}  # fmt: skip
LITERALS = r"'0:01:00'::interval|'2001-01-01 00:00:00\+00:00'::timestamptz"
ATTACKS = [
    "genre_counts; DROP TABLE genre_counts; --",
    '"; DELETE FROM genre_counts; --',
    "genre' OR '1'='1",
    "genre) UNION SELECT usename, passwd FROM pg_shadow --",
    "pg_catalog.pg_shadow",
    "../../etc/passwd",
    "%s",
    "{table}",
    "genre\0",
    "\ud7ff\U0010ffff",
    "-" * 5000,
]
HOSTILE = st.one_of(
    st.sampled_from(ATTACKS), st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
)
NAME = st.one_of(HOSTILE, st.sampled_from(sorted(NAMES)))


@dataclass
class WrittenSql:
    """Results that are never there; it keeps the SQL they would have been read with."""

    texts: list[str] = field(default_factory=list)

    async def rows(self, location: TableLocation, query: RowQuery) -> RowPage:
        self.texts.append(select_rows(location, query).text.as_string())
        return RowPage((), None)

    async def totals(self, location: TableLocation, query: TotalsQuery) -> tuple[()]:
        self.texts.append(select_totals(location, query).text.as_string())
        return ()

    async def series(self, location: TableLocation, query: SeriesQuery) -> Series:
        sums = select_sums(location, query, timedelta(minutes=1))
        for each in (select_span(location, query), select_beat(location, query), sums):
            self.texts.append(each.text.as_string())
        return NOTHING

    async def parts(self, location: TableLocation, query: RowQuery):
        self.texts.append(select_all(location, query).text.as_string())
        yield ()

    async def snapshot(self, *_: object) -> Snapshot:
        raise AssertionError("no stream is asked for here")

    async def check(self) -> None:
        """It answers."""


@pytest.fixture
def written() -> WrittenSql:
    return WrittenSql()


@pytest.fixture
def status_of(client, services, written):
    """status_of(path) -> how an API answers whose SQL is kept in `written`."""
    app = make_app(type(services)(**{**vars(services), "results": written}))

    def ask(path: str) -> int:
        return asyncio.run(type(client)(app).ask("GET", path)).status_code

    return ask


@pytest.fixture
def path_status(status_of, written):
    """path_status("rows", {...}) -> how that is answered; its SQL is checked."""
    table = "/api/v1/jobs/default/genre-counts/tables/genre_counts"
    return lambda what, query: checked(f"{table}/{what}?{urlencode(query)}", status_of, written)


def is_harmless(text: str) -> bool:
    """Whether it is made of the statement's own words, declared names, and placeholders."""
    names = set(re.findall(r'"([^"]*)"', text))
    rest = re.sub(r'"[^"]*"|%s|' + LITERALS + r"|[(),.<>=]|\b(1|2|3|21)\b", " ", text).split()
    return names <= NAMES and set(rest) <= WORDS


def checked(path, status_of, written) -> int:
    written.texts.clear()
    status = status_of(path)
    assert status in {200, 400, 404, 422}, path
    assert bool(written.texts) == (status == 200), path
    assert all(map(is_harmless, written.texts)), written.texts
    return status


SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SETTINGS
@given(name=HOSTILE.filter(lambda name: name not in NAMES | {"", ".", ".."}))
def test_no_table_of_that_name(status_of, written, name):
    path = f"/api/v1/jobs/default/genre-counts/tables/{quote(name, safe='')}"
    assert checked(f"{path}/rows", status_of, written) == 404
    assert checked(f"{path}/totals?by=genre&of=count", status_of, written) == 404


@SETTINGS
@given(
    query=st.dictionaries(NAME, HOSTILE, max_size=3),
    part=st.sampled_from(["order", "cursor", "limit", "by", "of", "time", "from", "to"]),
    value=NAME,
)
def test_no_filter_order_or_cursor_gets_into_sql(path_status, query, part, value):
    path_status("rows", query)
    path_status("rows", {part: value})
    path_status("totals", {"by": "genre", "of": "count", **query})
    path_status("totals", {"by": "genre", "of": "count", part: value})
    path_status("export", query)
    path_status("export", {part: value})
    path_status("series", {"time": "window_start", "of": "count", **query})
    path_status("series", {"time": "window_start", "of": "count", part: value})


@pytest.mark.parametrize("value", ATTACKS)
def test_a_value_is_a_parameter(path_status, value):
    status = path_status("rows", {"genre": value})
    assert status == (400 if "\0" in value else 200)


def test_a_name_with_quotes_stays_one_name():
    """Were a declaration itself hostile."""
    hostile = TableLocation('a"; DROP TABLE b; --', GENRE_COUNTS_TABLE)
    text = select_rows(hostile, RowQuery(newest_first(GENRE_COUNTS_TABLE))).text.as_string()
    assert 'FROM "a""; DROP TABLE b; --"."genre_counts" ORDER BY' in text
