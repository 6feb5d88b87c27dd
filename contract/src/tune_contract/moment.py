"""Moments as streams count them: from 1970, in UTC."""

from datetime import UTC, datetime

from tune_contract.duration import milliseconds

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def epoch_milliseconds(moment: datetime) -> int:
    """The whole milliseconds from 1970 to a moment with a time zone."""
    return milliseconds(moment - EPOCH)


def utc_text(moment: datetime) -> str:
    """A moment in UTC, as `2026-01-31T12:00:00Z`; microseconds only where there are some."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
