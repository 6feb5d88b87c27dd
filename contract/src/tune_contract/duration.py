"""Durations as people write them: `10s`, `1h30m`, `1 minute`, `500ms`.

Both spellings of the field are read, Kubernetes' (`10s`) and Spark's (`10 seconds`); the first is
written back.
"""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, JsonValue, PlainSerializer, WithJsonSchema

from tune_contract.rule import Rule, validations

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
PATTERN = rf"^ *([0-9]+ *({_UNIT}) *)+$"
LONGEST = 64  # characters
MAX_DURATION = timedelta(days=3650)  # ten years: far below where timestamps overflow
_TEXT = re.compile(PATTERN, re.IGNORECASE | re.ASCII)
_PART = re.compile(r"([0-9]+) *([a-z]+)", re.IGNORECASE | re.ASCII)


def cel_milliseconds(value: str) -> str:
    """An expression for the milliseconds of a duration, as parse_duration reads it.

    Args:
        value: an expression for the duration's text.
    """
    factor = "part.contains('ms') || part.contains('milli') ? 1 : " + "".join(
        f"part.find('[a-z]') == '{unit}' ? {_UNITS_MS[unit]} : " for unit in "smhd"
    )
    parts = f"{value}.lowerAscii().findAll('[0-9]+ *[a-z]+')"
    return f"{parts}.map(part, int(part.find('[0-9]+')) * ({factor}{_UNITS_MS['w']})).sum()"


NOT_A_DURATION = Rule(
    "not a duration: write a number and a unit, as in 500ms, 10s, 5m, 1h30m, 7d or '1 minute'",
    f"self.lowerAscii().matches(r'{PATTERN}')",
)
TOO_LONG = Rule(
    "longer than ten years (3650d), the most that is allowed",
    f"{cel_milliseconds('self')} <= {MAX_DURATION // timedelta(milliseconds=1)}",
)
ZERO = Rule("must be longer than 0s", "self.matches('[1-9]') || !self.contains('0')")


def parse_duration(value: object) -> timedelta:
    """Read a duration.

    Args:
        value: text such as `1h30m` or `10 seconds`, or a timedelta, which is returned as it is.

    Raises:
        ValueError: not a duration, or longer than ten years; the text says what is allowed.
    """
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str) or len(value) > LONGEST or not _TEXT.fullmatch(value):
        raise ValueError(NOT_A_DURATION.message)
    total = sum(int(count) * _UNITS_MS[unit.lower()] for count, unit in _PART.findall(value))
    if total > milliseconds(MAX_DURATION):
        raise ValueError(TOO_LONG.message)
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
        raise ValueError(ZERO.message)
    return parsed


def _schema(*rules: Rule) -> WithJsonSchema:
    text: dict[str, JsonValue] = {"type": "string", "maxLength": LONGEST, "pattern": PATTERN}
    return WithJsonSchema({**text, **validations(*rules)})


_written = PlainSerializer(format_duration, return_type=str)

Duration = Annotated[
    timedelta, BeforeValidator(parse_duration), _written, _schema(NOT_A_DURATION, TOO_LONG)
]
"""A duration of 0s or longer."""
PositiveDuration = Annotated[
    timedelta, BeforeValidator(_positive), _written, _schema(NOT_A_DURATION, TOO_LONG, ZERO)
]
"""A duration longer than 0s."""
