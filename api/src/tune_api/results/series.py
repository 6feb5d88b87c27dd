"""Sums along time: how long a bucket is, and the lines that the sums make."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from tune_api.results.value import Value

ORIGIN = datetime(2001, 1, 1, tzinfo=UTC)
"""Where a bucket begins, of whatever length: a Monday, so that weeks begin as people count them."""
MAX_LINES = 20  # more cannot be told apart in a drawing; the rest is summed up in one more

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(_MINUTE * each for each in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * each for each in (1, 2, 3, 6, 12)),
    *(_DAY * each for each in (1, 7)),
)
"""The lengths of buckets that people expect, in seconds."""


@dataclass(frozen=True)
class Span:
    """The times that are there."""

    first: datetime
    last: datetime
    some: tuple[datetime, ...] = ()
    """Some that follow each other: how far apart they stand."""


@dataclass(frozen=True)
class Sum:
    """The sum of one bucket of one line."""

    at: datetime
    """Where the bucket begins."""
    place: int
    """1 = the line with the biggest sum; MAX_LINES + 1 = the rest."""
    value: Value
    total: Value


@dataclass(frozen=True)
class Line:
    """The sums of one value."""

    value: Value
    rest: bool
    """It is the sum of all lines that have no place of their own."""
    points: tuple[Value, ...]
    """One for each time; None where there is no row."""


@dataclass(frozen=True)
class Series:
    """Lines over common times, biggest first."""

    step: timedelta
    times: tuple[datetime, ...] = ()
    lines: tuple[Line, ...] = ()


NOTHING = Series(timedelta(seconds=1))


def step_for(span: Span, points: int) -> timedelta:
    """The shortest usual length of which `points` buckets (two or more) hold the whole span.

    A bucket holds whole windows of the table, else some would have more of them than others.
    """
    grain = _grain(span.some)
    for seconds in _lengths(grain):
        step = timedelta(seconds=seconds)
        if _number(span.last, step) - _number(span.first, step) < points:
            return step
    raise AssertionError("the lengths have no end")


def fold(step: timedelta, sums: Sequence[Sum]) -> Series:
    """Make lines of sums, which come in any order."""
    if not sums:
        return NOTHING
    first = min(each.at for each in sums)
    count = (max(each.at for each in sums) - first) // step + 1
    times = tuple(first + step * number for number in range(count))
    points: dict[int, list[Value]] = {each.place: [None] * count for each in sums}
    values = {each.place: each.value for each in sums}
    for each in sums:
        points[each.place][(each.at - first) // step] = each.total
    lines = (_line(place, values[place], points[place]) for place in sorted(points))
    return Series(step, times, tuple(lines))


def bucket(at: datetime, step: timedelta) -> datetime:
    """Where the bucket of a time begins."""
    return ORIGIN + _number(at, step) * step


def _line(place: int, value: Value, points: list[Value]) -> Line:
    rest = place > MAX_LINES
    return Line("other" if rest else value, rest, tuple(points))


def _number(at: datetime, step: timedelta) -> int:
    return (at - ORIGIN) // step


def _grain(times: tuple[datetime, ...]) -> int:
    """The seconds that times stand apart, or a whole part of it; 1 when they keep no beat."""
    ordered = sorted(times)
    gaps = [later - earlier for earlier, later in pairwise(ordered)]
    if any(gap.microseconds for gap in gaps):
        return 1
    return math.gcd(*(round(gap.total_seconds()) for gap in gaps)) or 1


def _lengths(grain: int) -> Iterator[int]:
    usual = [each for each in _STEPS if each % grain == 0] if grain in _STEPS else [grain]
    yield from usual
    length = usual[-1]
    while True:
        length *= 2
        yield length
