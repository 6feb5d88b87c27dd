from datetime import UTC, datetime, timedelta

import pytest

from tune_cli.report import facts
from tune_cli.report.snapshot import WindowRate

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Élan 夜", "Élan 夜"),
        ("a\x1b]0;x\x07b", "a ]0;x b"),
        ("two\nlines\u2028more", "two lines more"),
        (" \t", "(none)"),
        ("", "(none)"),
    ],
)
def test_data_is_one_harmless_line(text: str, shown: str) -> None:
    assert facts.shown(text) == shown


def test_numbers() -> None:
    assert [facts.number(each) for each in (None, 0, 1234)] == ["-", "0", "1,234"]
    assert [facts.rate(each) for each in (None, 0.066, 9.99, 1234.5)] == [
        "-", "0.07", "9.99", "1,234",
    ]  # fmt: skip
    assert facts.percent(2 / 3) == "66.7%"
    assert facts.moment(None) == "-"


def test_a_window_says_whether_it_is_full() -> None:
    window = WindowRate(
        window_start=NOON,
        window_end=NOON + timedelta(seconds=90),
        streams=1,
        per_second=1.0,
        full=True,
    )
    assert facts.window_name(window) == "2026-01-31 12:00:00 + 1m30s"
    half = window.model_copy(update={"full": False})
    assert facts.window_name(half) == "2026-01-31 12:00:00 + 1m30s, not full"
