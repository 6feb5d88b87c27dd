"""Says of a record that does not validate what is wrong and what to do."""

from datetime import UTC, datetime

from pydantic import BaseModel, ValidationError

from tune_contract.runtime.receipt import RecordError
from tune_contract.tunejob.problems import problems_of

TIMESTAMP = "timestamp"
EARLIEST = 10**11
"""Milliseconds: 1973. What is smaller counts seconds, as until the year 5138 they are."""
_MICROSECONDS = 10**14
_NANOSECONDS = 10**17


def invalid(index: int, error: ValidationError, model: type[BaseModel]) -> RecordError:
    """The first thing wrong with a record; the fields of the others are named."""
    first, *others = problems_of(error, model)
    reason = first.message
    if first.path == TIMESTAMP and reason != "is missing":
        reason = _timestamp(error.errors(include_url=False)[0]["input"]) or reason
    if others:
        reason += f" (also wrong: {', '.join(each.path for each in others)})"
    return RecordError(index=index, path=first.path, reason=reason)


def seconds(index: int, timestamp: int) -> RecordError:
    """A time that the model takes and that nobody can mean."""
    reason = f"{timestamp} looks like seconds; give milliseconds, as in {timestamp * 1000}"
    return RecordError(index=index, path=TIMESTAMP, reason=reason)


def _timestamp(given: object) -> str:
    if isinstance(given, str):
        return _text(given)
    if isinstance(given, bool) or not isinstance(given, int | float):
        return ""
    if given >= _MICROSECONDS:
        unit, factor = ("nanoseconds", 10**6) if given >= _NANOSECONDS else ("microseconds", 1000)
        return f"{given} looks like {unit}; give milliseconds, as in {int(given // factor)}"
    if 0 < given < EARLIEST:
        return f"{given} looks like seconds; give milliseconds, as in {int(given * 1000)}"
    return ""


def _text(given: str) -> str:
    """A date is shown as the number it should be; others are not: they may be of any length."""
    if given.isascii() and given.isdecimal():
        return f"{given[:20]!r} is text; give a number, without quotes"
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return "is text; give milliseconds since 1970-01-01 UTC, as a number"
    known = found if found.tzinfo else found.replace(tzinfo=UTC)
    milliseconds = round(known.timestamp() * 1000)
    return f"{given!r} is text; give milliseconds since 1970-01-01 UTC, as in {milliseconds}"
