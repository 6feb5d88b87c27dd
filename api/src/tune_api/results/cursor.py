"""Cursors: where a page ended, as a text that means nothing to the one who carries it."""

import base64
from typing import NoReturn

from pydantic import BaseModel, ValidationError

from tune_api.results.query import Order
from tune_api.results.value import Value, parse_value, write_value
from tune_contract.errors import InvalidInput


class _Place(BaseModel):
    """The last row of a page, in the order it was read in."""

    order: str
    values: list[str]


def write_cursor(order: Order, values: tuple[Value, ...]) -> str:
    """Make a cursor of the order's columns of a page's last row."""
    place = _Place(order=str(order), values=[write_value(value) for value in values])
    return base64.urlsafe_b64encode(place.model_dump_json().encode()).decode().rstrip("=")


def read_cursor(order: Order, cursor: str | None) -> tuple[Value, ...] | None:
    """The values that `write_cursor` was given; None when there is no cursor.

    Raises:
        InvalidInput: it was never given out, or belongs to another order or table.
    """
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = _Place.model_validate_json(base64.urlsafe_b64decode(padded))
    except (ValueError, ValidationError):
        _refuse()
    if place.order != str(order) or len(place.values) != len(order.columns):
        _refuse()
    pairs = zip(order.columns, place.values, strict=True)
    return tuple(parse_value(column, text) for column, text in pairs)


def _refuse() -> NoReturn:
    raise InvalidInput(
        "the cursor does not belong to this query",
        "pass nextCursor on as it came, with the same table and order",
    ) from None
