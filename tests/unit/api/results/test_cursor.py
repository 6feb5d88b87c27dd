import base64
from datetime import UTC, datetime

import pytest

from tune_api.results.cursor import read_cursor, write_cursor
from tune_api.results.query import newest_first, order_by
from tune_contract.errors import InvalidInput
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE as TABLE

ORDER = newest_first(TABLE)
PLACE = (datetime(2026, 1, 31, 12, 0, 0, 1, tzinfo=UTC), 'räp & "bass"')


def test_a_cursor_comes_back_exactly():
    cursor = write_cursor(ORDER, PLACE)
    assert read_cursor(ORDER, cursor) == PLACE
    assert cursor.isascii()
    assert not set(cursor) & set("+/=&?")


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_cursor_is_the_first_page(nothing):
    assert read_cursor(ORDER, nothing) is None


@pytest.mark.parametrize(
    ("order", "cursor"),
    [
        (ORDER, "x"),
        (ORDER, "ä"),
        (ORDER, base64.urlsafe_b64encode(b"[]").decode()),
        (order_by(TABLE, TABLE.column("genre"), descending=True), write_cursor(ORDER, PLACE)),
        (newest_first(DEAD_LETTERS), write_cursor(ORDER, PLACE)),
        (ORDER, write_cursor(ORDER, PLACE[:1])),
    ],
)
def test_a_cursor_of_something_else_is_refused(order, cursor):
    with pytest.raises(InvalidInput) as raised:
        read_cursor(order, cursor)
    assert str(raised.value) == (
        "the cursor does not belong to this query "
        "(pass nextCursor on as it came, with the same table and order)"
    )


def test_a_forged_value_is_refused():
    forged = write_cursor(ORDER, ("not a time", "rock"))
    with pytest.raises(InvalidInput):
        read_cursor(ORDER, forged)
