from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tune_contract.duration import MAX_DURATION, format_duration, milliseconds, parse_duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("500ms", timedelta(milliseconds=500)),
        ("10s", timedelta(seconds=10)),
        ("10 seconds", timedelta(seconds=10)),
        ("1 minute", timedelta(minutes=1)),
        ("1h30m", timedelta(minutes=90)),
        ("1 hour 30 minutes", timedelta(minutes=90)),
        ("7d", timedelta(days=7)),
        ("2 WEEKS", timedelta(days=14)),
        ("0s", timedelta()),
        (" 1h  30 m ", timedelta(minutes=90)),
    ],
)
def test_reads_both_spellings(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize(
    "value",
    [
        *["", " ", "soon", "10", "s", "1.5s", "-1s", "1s!", "10 sx", "5 mins", 10, None],
        *["1\ts", "\u0661s", "1\u017f", "0s" * 33],  # what Python's re and str would pass
    ],
)
def test_refuses_what_is_no_duration(value: object) -> None:
    with pytest.raises(ValueError, match="not a duration: write a number and a unit"):
        parse_duration(value)


def test_refuses_more_than_ten_years() -> None:
    with pytest.raises(ValueError, match="longer than ten years"):
        parse_duration("3651d")


@given(st.timedeltas(min_value=timedelta(), max_value=MAX_DURATION))
def test_what_is_written_reads_back(value: timedelta) -> None:
    whole = timedelta(milliseconds=milliseconds(value))
    assert parse_duration(format_duration(whole)) == whole
