import re
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from tune_contract.pipelines.backfill import BackfillParameters, Span

NOW = datetime(2026, 1, 31, 7, 12, 30, tzinfo=UTC)


def parameters(**fields: object) -> BackfillParameters:
    return BackfillParameters.model_validate({"lake": "lake", **fields})


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}:00+00:00")


@pytest.mark.parametrize(
    ("last", "start", "end"),
    [
        ("1 hour", "01-31T06:00", "01-31T07:00"),
        ("3h", "01-31T04:00", "01-31T07:00"),
        ("1 day", "01-30T00:00", "01-31T00:00"),
        ("24h", "01-30T00:00", "01-31T00:00"),
        ("2d", "01-29T00:00", "01-31T00:00"),
        ("25h", "01-30T06:00", "01-31T07:00"),
    ],
)
def test_the_last_full_hours_or_days(last: str, start: str, end: str) -> None:
    assert parameters(last=last).span(NOW, NOW) == Span(at(start), at(end))


def test_a_late_run_covers_what_was_missed() -> None:
    began = NOW + timedelta(hours=3, minutes=50)
    assert parameters(last="1h").span(NOW, began) == Span(at("01-31T06:00"), at("01-31T11:00"))
    assert parameters(last="1d").span(NOW, began) == Span(at("01-30T00:00"), at("01-31T00:00"))


def test_a_range_is_as_given() -> None:
    given = parameters(**{"from": "2026-01-30T23:00:00+01:00", "to": "2026-01-31T02:00:00Z"})
    assert given.span(NOW, NOW) == Span(at("01-30T22:00"), at("01-31T02:00"))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "give `from` and `to`, or `last`"),
        ({"from": "2026-01-30T00:00:00Z"}, "give `from` and `to`, or `last`"),
        ({"from": "2026-01-30T00:00:00Z", "last": "1h"}, "give `from` and `to`, or `last`"),
        ({"from": "2026-01-30T00:00:00Z", "to": "2026-01-30T00:00:00Z"}, "from must be before to"),
        ({"from": "2026-01-31T00:00:00Z", "to": "2026-01-30T00:00:00Z"}, "from must be before to"),
        (
            {"from": "2026-01-30T00:00:00Z", "to": "2026-01-30T05:30:00Z"},
            "to: 2026-01-30T05:30:00+00:00 is not on a full hour in UTC",
        ),
        ({"from": "2026-01-30T00:00:00", "to": "2026-01-31T00:00:00Z"}, "timezone"),
        ({"last": "90m"}, "last: give full hours or days, as in 1 hour or 1 day"),
        ({"last": "0s"}, "must be longer than 0s"),
        ({"lake": "", "last": "1h"}, "at least 1 character"),
    ],
)
def test_what_cannot_be_is_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(message)):
        parameters(**fields)


def test_a_span_is_cut_at_the_days_ends() -> None:
    span = Span(at("01-29T22:00"), at("01-31T01:00"))
    assert span.days() == [
        Span(at("01-29T22:00"), at("01-30T00:00")),
        Span(at("01-30T00:00"), at("01-31T00:00")),
        Span(at("01-31T00:00"), at("01-31T01:00")),
    ]
    day = Span(at("01-29T00:00"), at("01-30T00:00"))
    assert day.days() == [day]
    assert Span(day.start, day.start).days() == []
