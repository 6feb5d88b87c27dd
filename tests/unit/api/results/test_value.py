import math
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tune_api.results.value import parse_value, to_json, write_value
from tune_contract.errors import InvalidInput
from tune_contract.pipelines.declaration import Column, ColumnType

NOON = datetime(2026, 1, 31, 12, 0, 0, 250_000, tzinfo=UTC)


def column(kind: ColumnType) -> Column:
    return Column("it", kind, "")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (ColumnType.TEXT, "rock'; --", "rock'; --"),
        (ColumnType.BIGINT, "9223372036854775807", 2**63 - 1),
        (ColumnType.INTEGER, "-2147483648", -(2**31)),
        (ColumnType.DOUBLE, "0.1", 0.1),
        (ColumnType.BOOLEAN, "true", True),
        (ColumnType.BOOLEAN, "false", False),
        (ColumnType.TIMESTAMP, "2026-01-31T12:00:00.250000Z", NOON),
        (ColumnType.BYTES, "/wA=", b"\xff\0"),
    ],
)
def test_values_are_read_and_written_back(kind, text, value):
    assert parse_value(column(kind), text) == value
    assert write_value(value) == text


def test_a_time_in_another_zone_is_the_same_instant():
    value = parse_value(column(ColumnType.TIMESTAMP), "2026-01-31T13:00:00.25+01:00")
    assert (value, value.tzinfo) == (NOON, UTC)


@pytest.mark.parametrize(
    ("kind", "text", "allowed"),
    [
        (ColumnType.TEXT, "a\0b", "any text without NUL"),
        (ColumnType.BIGINT, "9223372036854775808", "a whole number of at most 64 bits"),
        (ColumnType.INTEGER, "2147483648", "a whole number of at most 32 bits"),
        (ColumnType.INTEGER, "1.5", "a whole number of at most 32 bits"),
        (ColumnType.DOUBLE, "x", "a number"),
        (ColumnType.BOOLEAN, "yes", "true or false"),
        (
            ColumnType.TIMESTAMP,
            "2026-01-31T12:00:00",
            "a time with its zone, as in 2026-01-31T12:00:00Z",
        ),
        (
            ColumnType.TIMESTAMP,
            "0001-01-01T00:00:00+01:00",
            "a time with its zone, as in 2026-01-31T12:00:00Z",
        ),
        (ColumnType.BYTES, "?", "bytes in base64"),
    ],
)
def test_what_does_not_fit_says_what_is_allowed(kind, text, allowed):
    with pytest.raises(InvalidInput) as raised:
        parse_value(column(kind), text)
    assert raised.value.message == f"{text!r} does not fit the column it"
    assert raised.value.hint == f"write {allowed}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (NOON.astimezone(timezone(timedelta(hours=2))), "2026-01-31T12:00:00.250000Z"),
        (b"\xff", "/w=="),
        (True, True),
        (2**62, 2**62),
        (Decimal(2**70), 2**70),
        (1.5, 1.5),
        (math.nan, None),
        (math.inf, None),
    ],
)
def test_json(value, shown):
    assert to_json(value) == shown
    assert type(to_json(value)) is type(shown)
