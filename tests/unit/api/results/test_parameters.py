import pytest

from tune_api.results.parameters import parse_filters, parse_order, parse_totals
from tune_api.results.query import Filter, Operator, TotalsQuery, newest_first
from tune_contract.errors import InvalidInput
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE as TABLE

RESERVED = frozenset({"limit"})
GENRE, COUNT = TABLE.column("genre"), TABLE.column("count")


def filters(*parameters):
    return parse_filters(TABLE, parameters, RESERVED)


def test_equal_takes_any_of_the_values_given():
    found = filters(("genre", "rock"), ("limit", "3"), ("genre.eq", "pop"))
    assert found == (Filter(GENRE, Operator.EQUAL, ("rock", "pop")),)


def test_every_comparison_stands_for_itself():
    assert filters(
        ("count.gte", "1"), ("count.lt", "9"), ("count.gt", "0"), ("count.lte", "8")
    ) == (
        Filter(COUNT, Operator.GREATER_OR_EQUAL, (1,)),
        Filter(COUNT, Operator.LESS, (9,)),
        Filter(COUNT, Operator.GREATER, (0,)),
        Filter(COUNT, Operator.LESS_OR_EQUAL, (8,)),
    )


@pytest.mark.parametrize("name", ["xmin", "genre.like", 'genre"', "count.sum", "Genre", ""])
def test_only_declared_columns_and_known_operators(name):
    with pytest.raises(InvalidInput) as raised:
        filters((name, "1"))
    assert raised.value.message == f"{name!r} is no parameter of genre_counts"
    assert raised.value.hint == (
        "use limit or filter by window_start, window_end, genre, count, "
        "alone or with .eq, .gt, .gte, .lt, .lte"
    )


def test_values_are_of_the_columns_type():
    with pytest.raises(InvalidInput) as raised:
        filters(("count.gt", "many"))
    assert str(raised.value) == (
        "'many' does not fit the column count (write a whole number of at most 64 bits)"
    )


def test_orders():
    assert parse_order(TABLE, None) == newest_first(TABLE)
    assert str(parse_order(TABLE, "count")) == "count"
    assert str(parse_order(TABLE, "-count")) == "-count"
    with pytest.raises(InvalidInput) as raised:
        parse_order(TABLE, "count desc")
    assert str(raised.value) == (
        "order='count desc' is not possible (use one of window_start, window_end, genre, count)"
    )


def test_totals():
    assert parse_totals(TABLE, "genre", "count") == TotalsQuery(GENRE, COUNT)
    with pytest.raises(InvalidInput) as raised:
        parse_totals(TABLE, "genre", "genre")
    assert str(raised.value) == "of='genre' is not possible (use one of count)"
