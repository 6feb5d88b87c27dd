"""Malformed records. Each still holds its event id, so that a restart finds what it has sent.

None has a proper timestamp in a JSON object, which every pipeline needs.
"""

from collections.abc import Callable

_STAMP = b'"timestamp":'


def dated(value: bytes, time: bytes) -> bytes:
    """The event with another timestamp, as it stands in JSON."""
    before, _, after = value.partition(_STAMP)
    return before + _STAMP + time + after[after.index(b",") :]


def _cut(value: bytes) -> bytes:
    """The connection broke: an object that never ends."""
    return value[: len(value) * 2 // 3]


def _no_json(value: bytes) -> bytes:
    """Somebody logs text to the topic."""
    return b"event_id=" + value.split(b'"', 4)[3] + b" was played"


def _in_a_list(value: bytes) -> bytes:
    """A client that sends lists of events."""
    return b"[" + value + b"]"


def _time_in_words(value: bytes) -> bytes:
    """A client that writes times as text."""
    return dated(value, b'"2026-01-01 12:00:00"')


def _no_time(value: bytes) -> bytes:
    """A client that knows of no time."""
    return dated(value, b"null")


_KINDS: tuple[Callable[[bytes], bytes], ...] = (
    _cut,
    _no_json,
    _in_a_list,
    _time_in_words,
    _no_time,
)


def broken(value: bytes, detail: int) -> bytes:
    """The event, broken in the way that the detail says."""
    return _KINDS[detail % len(_KINDS)](value)
