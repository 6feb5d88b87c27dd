"""Values of result columns: read from a URL's text, written for JSON."""

import base64
import binascii
import math
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.declaration import Column, ColumnType

Value = str | int | float | bool | datetime | bytes | None
"""A value as psycopg takes and gives it."""
JsonScalar = str | int | float | bool | None

ALLOWED = {
    ColumnType.TEXT: "any text without NUL",
    ColumnType.BIGINT: "a whole number of at most 64 bits",
    ColumnType.INTEGER: "a whole number of at most 32 bits",
    ColumnType.DOUBLE: "a number",
    ColumnType.BOOLEAN: "true or false",
    ColumnType.TIMESTAMP: "a time with its zone, as in 2026-01-31T12:00:00Z",
    ColumnType.BYTES: "bytes in base64",
}
"""What may be written for each type."""


def parse_value(column: Column, text: str) -> Value:
    """Read what a user wrote for a column.

    Raises:
        InvalidInput: it is not of the column's type; the hint says what is allowed.
    """
    try:
        return _PARSERS[column.type](text)
    except (ValueError, OverflowError):
        raise InvalidInput(
            f"{text[:60]!r} does not fit the column {column.name}",
            f"write {ALLOWED[column.type]}",
        ) from None


def write_value(value: Value) -> str:
    """The text that `parse_value` reads back as the same value."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def to_json(value: Value | Decimal) -> JsonScalar:
    """A value as JSON has it: times in UTC, bytes in base64, no number for NaN and infinity."""
    if isinstance(value, Decimal):  # PostgreSQL's sum of bigint
        return int(value)
    if isinstance(value, datetime | bytes):
        return write_value(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _text(text: str) -> str:
    if "\0" in text:
        raise ValueError("PostgreSQL's text holds no NUL")
    return text


def _whole(biggest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if not -biggest - 1 <= number <= biggest:
            raise ValueError("out of the type's range")
        return number

    return parse


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError("neither true nor false")
    return text == "true"


def _timestamp(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError("no time zone")
    return parsed.astimezone(UTC)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None


_PARSERS: dict[ColumnType, Callable[[str], Value]] = {
    ColumnType.TEXT: _text,
    ColumnType.BIGINT: _whole(2**63 - 1),
    ColumnType.INTEGER: _whole(2**31 - 1),
    ColumnType.DOUBLE: float,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.TIMESTAMP: _timestamp,
    ColumnType.BYTES: _bytes,
}
