from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tune_contract.pipelines.declaration import ColumnType
from tune_jobs.sinks.redis_text import field_text, key_pattern, key_text, score, value_text

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("rock:80s", "rock:80s"),
        (7, "7"),
        (0.25, "0.25"),
        (True, "true"),
        (NOON, "2026-01-31T12:00:00Z"),
        (NOON.astimezone(timezone(timedelta(hours=2))), "2026-01-31T12:00:00Z"),
        (NOON.replace(microsecond=250_000), "2026-01-31T12:00:00.250000Z"),
    ],
)
def test_fields(value, text):
    assert field_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("rock", "rock"), ("a:b%", "a%3Ab%25"), ("%3A", "%253A"), (NOON, "2026-01-31T12:00:00Z")],
)
def test_parts_of_keys(value, text):
    assert key_text(value) == text


@given(st.text(), st.datetimes(timezones=st.just(UTC)), st.text())
def test_parts_are_found_again(first, at, last):
    pattern = key_pattern([ColumnType.TEXT, ColumnType.TIMESTAMP, ColumnType.TEXT])
    found = pattern.fullmatch(":".join(map(key_text, (first, at, last))))
    assert found is not None
    assert tuple(map(value_text, found.groups())) == (first, field_text(at), last)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(5, -5), (0, 0), (-2, 2), (0.5, -0.5), (None, None), (float("nan"), None), ("5", None)],
)
def test_the_greatest_number_has_the_smallest_score(value, expected):
    assert score(value) == expected
    assert str(score(value)) == str(expected)  # zero has no sign
