"""How values are written in Redis, in fields and in keys. Pure."""

import math
import re
from datetime import datetime

from tune_contract.moment import utc_text
from tune_contract.pipelines.declaration import ColumnType

_TIMESTAMP = r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z)"
_ANYTHING_ELSE = r"([^:]*)"


def field_text(value: object) -> str:
    """A value as a field has it: timestamps in UTC, as `2026-01-31T12:00:00Z`; true and false."""
    if isinstance(value, datetime):
        return utc_text(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def key_text(value: object) -> str:
    """A value as a part of a key: `:` parts, so one within a text is `%3A`, and `%` is `%25`.

    Timestamps keep theirs: by their form they are told from what is beside them.
    """
    text = field_text(value)
    if isinstance(value, datetime):
        return text
    return text.replace("%", "%25").replace(":", "%3A")


def key_pattern(types: list[ColumnType]) -> re.Pattern[str]:
    """What finds the parts in a key of columns of those types."""
    parts = (_TIMESTAMP if kind is ColumnType.TIMESTAMP else _ANYTHING_ELSE for kind in types)
    return re.compile(":".join(parts), re.DOTALL)


def value_text(part: str) -> str:
    """The text that became that part of a key."""
    return part.replace("%3A", ":").replace("%25", "%")


def score(value: object) -> float | None:
    """The place of a number in a ranking: the greatest is the smallest score; None has no place.

    Redis sorts from the smallest score up and equal ones by their names, so that of equals the
    smaller name is first, as in the SQL views.
    """
    if not isinstance(value, int | float) or math.isnan(value):
        return None
    return 0 - value
