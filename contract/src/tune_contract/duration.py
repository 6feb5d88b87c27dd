"""Durations as people write them: `10s`, `1h30m`, `1 minute`, `500ms`.

Both spellings of the field are read, Kubernetes' (`10s`) and Spark's (`10 seconds`); the first is
written back.
"""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_UNITS_MS = {
    **dict.fromkeys(("ms", "millisecond", "milliseconds"), 1),
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1_000),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60_000),
    **dict.fromkeys(("h", "hour", "hours"), 3_600_000),
    **dict.fromkeys(("d", "day", "days"), 86_400_000),
    **dict.fromkeys(("w", "week", "weeks"), 604_800_000),
}
_WRITTEN = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1))
_UNIT = "|".join(sorted(_UNITS_MS, key=len, reverse=True))
_PART = re.compile(rf"(\d+)\s*({_UNIT})(?![a-z])\s*", re.IGNORECASE)
PATTERN = rf"^(\d+\s*({_UNIT})\s*)+$"
MAX_DURATION = timedelta(days=3650)  # ten years: far below where timestamps overflow
_ADVICE = "write a number and a unit, as in 500ms, 10s, 5m, 1h30m, 7d or '1 minute'"


def parse_duration(value: object) -> timedelta:
    """Read a duration.

    Args:
        value: text such as `1h30m` or `10 seconds`, or a timedelta, which is returned as it is.

    Raises:
        ValueError: not a duration, or longer than ten years; the text says what is allowed.
    """
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"not a duration: {_ADVICE}")
    text, position, total = value.strip(), 0, 0
    while position < len(text):
        part = _PART.match(text, position)
        if part is None:
            raise ValueError(f"not a duration: {_ADVICE}")
        total += int(part[1]) * _UNITS_MS[part[2].lower()]
        position = part.end()
    if total > MAX_DURATION / timedelta(milliseconds=1):
        raise ValueError("longer than ten years (3650d), the most that is allowed")
    return timedelta(milliseconds=total)


def format_duration(value: timedelta) -> str:
    """Write a duration in the shortest exact form: `1h30m`, `0s`."""
    left, text = milliseconds(value), ""
    for unit, size in _WRITTEN:
        count, left = divmod(left, size)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


def milliseconds(value: timedelta) -> int:
    """The whole milliseconds of a duration."""
    return value // timedelta(milliseconds=1)


def _positive(value: object) -> timedelta:
    parsed = parse_duration(value)
    if not parsed:
        raise ValueError("must be longer than 0s")
    return parsed


_schema = WithJsonSchema({"type": "string", "pattern": PATTERN})
_written = PlainSerializer(format_duration, return_type=str)

Duration = Annotated[timedelta, BeforeValidator(parse_duration), _written, _schema]
"""A duration of 0s or longer."""
PositiveDuration = Annotated[timedelta, BeforeValidator(_positive), _written, _schema]
"""A duration longer than 0s."""
