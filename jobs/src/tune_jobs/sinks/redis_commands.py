"""The commands that put rows into Redis and take them out, for batches and the rebuild. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from tune_jobs.sinks.redis_layout import Entry, Group, TableLayout, Window
from tune_jobs.sinks.redis_transaction import Command

T = TypeVar("T")
Part = str | float
_AT_ONCE = 1000
"""Names in one command: longer ones are no faster, and Redis has a limit of a million."""


def write_entries(group: Group, entries: Sequence[Entry]) -> Iterator[Command]:
    """Rows of a group, with their index and ranking, for what is there by the same names."""
    for entry in entries:
        row = group.row(entry.member)
        if entry.fields:
            yield ("HSET", row, *_flat(entry.fields.items()))
        if entry.empty:
            yield ("HDEL", row, *entry.empty)
    yield from _many("SADD", group.index, [entry.member for entry in entries])
    ranked = [(entry.score, entry.member) for entry in entries if entry.score is not None]
    for some in _slices(ranked):
        yield ("ZADD", group.ranking, *_flat(some))
    unranked = [entry.member for entry in entries if entry.score is None]
    yield from _many("ZREM", group.ranking, unranked)


def remove_members(group: Group, members: Sequence[str]) -> Iterator[Command]:
    """Take rows out of a group."""
    yield from _unlink([group.row(member) for member in members])
    yield from _many("SREM", group.index, members)
    yield from _many("ZREM", group.ranking, members)


def remove_window(table: TableLayout, window: Window, members: Sequence[str]) -> Iterator[Command]:
    """Take a window out, with all its rows."""
    group = table.group(window)
    yield from _unlink([*map(group.row, members), group.index, group.ranking])
    yield ("ZREM", table.windows, window.text)


def point_at_windows(table: TableLayout, windows: Sequence[Window]) -> Iterator[Command]:
    """Say which windows are there.

    Args:
        table: whose.
        windows: all that are there after this, the newest first.
    """
    if not windows:
        yield ("UNLINK", table.newest)
        return
    yield ("ZADD", table.windows, *_flat((each.milliseconds, each.text) for each in windows))
    yield ("SET", table.newest, windows[0].text)


def _unlink(keys: Sequence[str]) -> Iterator[Command]:
    for some in _slices(keys):
        yield ("UNLINK", *some)


def _many(name: str, key: str, members: Sequence[str]) -> Iterator[Command]:
    for some in _slices(members):
        yield (name, key, *some)


def _slices(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _flat(pairs: Iterable[tuple[Part, Part]]) -> Iterator[Part]:
    for pair in pairs:
        yield from pair
