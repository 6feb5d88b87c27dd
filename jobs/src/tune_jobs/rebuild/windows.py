"""Rebuilds a table with windows: those that stay, the newest first, each in one step."""

from functools import partial

from tune_jobs.rebuild.step import Step, Steps, Tally
from tune_jobs.sinks.redis_batch import known_windows
from tune_jobs.sinks.redis_commands import (
    point_at_windows,
    remove_members,
    remove_window,
    write_entries,
)
from tune_jobs.sinks.redis_layout import TableLayout, Window


def rebuild_windows(steps: Steps, table: TableLayout) -> Tally:
    """Windows that PostgreSQL does not have go first: they would take the place of those it has."""
    tally = Tally(leftovers=steps.do(partial(_remove_others, table)))
    for window in steps.do(lambda step: step.results.windows(table)):
        tally = tally.plus(steps.do(partial(_write_window, table, window)))
    # The driver may have begun windows meanwhile.
    return tally.plus(Tally(leftovers=steps.do(partial(_remove_others, table))))


def _remove_others(table: TableLayout, step: Step) -> int:
    """Take out the windows that do not stay; how many rows they had."""
    known, kept = known_windows(step.redis, table), step.results.windows(table)
    others, removed = sorted(set(known) - set(kept)), 0
    for window in others:
        members = step.redis.members(table.group(window).index)
        step.commands.extend(remove_window(table, window, members))
        removed += len(members)
    if others:
        left = [window for window in kept if window in set(known)]
        step.commands.extend(point_at_windows(table, left))
    return removed


def _write_window(table: TableLayout, window: Window, step: Step) -> Tally:
    if window not in step.results.windows(table):
        return Tally()  # it went meanwhile
    entries = table.by_window(step.results.window_rows(table, window)).get(window, [])
    group = table.group(window)
    members = set(step.redis.members(group.index))
    leftovers = sorted(members - {entry.member for entry in entries})
    known = {window, *known_windows(step.redis, table)}
    step.commands.extend(write_entries(group, entries))
    step.commands.extend(remove_members(group, leftovers))
    step.commands.extend(point_at_windows(table, sorted(known, reverse=True)))
    return Tally(len(entries), len(leftovers))
