"""Rebuilds a table without windows: page by page, then what is left over."""

from functools import partial

from tune_jobs.rebuild.step import Step, Steps, Tally
from tune_jobs.sinks.redis_commands import remove_members, write_entries
from tune_jobs.sinks.redis_layout import TableLayout
from tune_jobs.sinks.sink import Row

_AT_ONCE = 1000  # names that PostgreSQL is asked for in one statement


def rebuild_rows(steps: Steps, table: TableLayout) -> Tally:
    """Rows first and leftovers after: a reader finds the old row or the new one, and never none."""
    written = _write(steps, table)
    return Tally(written, _remove_leftovers(steps, table))


def _write(steps: Steps, table: TableLayout) -> int:
    names = table.table.column_names()
    written, after = 0, Row()
    while rows := steps.do(partial(_write_page, table, after)):
        written += len(rows)
        after = tuple(rows[-1][names.index(name)] for name in table.table.key)
    return written


def _write_page(table: TableLayout, after: Row, step: Step) -> list[Row]:
    rows = step.results.page(table, after)
    for entries in table.by_window(rows).values():
        step.commands.extend(write_entries(table.group(None), entries))
    return rows


def _remove_leftovers(steps: Steps, table: TableLayout) -> int:
    members = steps.server.run(lambda redis: redis.members(table.group(None).index))
    slices = (members[start : start + _AT_ONCE] for start in range(0, len(members), _AT_ONCE))
    return sum(steps.do(partial(_remove_absent, table, some)) for some in slices)


def _remove_absent(table: TableLayout, members: list[str], step: Step) -> int:
    keys = {member: key for member in members if (key := table.key_of(member)) is not None}
    places = step.results.present(table, list(keys.values())) if keys else set()
    present = {member for place, member in enumerate(keys) if place in places}
    absent = [member for member in members if member not in present]
    step.commands.extend(remove_members(table.group(None), absent))
    return len(absent)
