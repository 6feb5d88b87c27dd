"""Makes all keys of a job in Redis anew from its tables in PostgreSQL."""

from functools import partial

from tune_jobs.rebuild.rows import rebuild_rows
from tune_jobs.rebuild.step import Step, Steps, Tally
from tune_jobs.rebuild.windows import rebuild_windows
from tune_jobs.sinks.redis_batch import newest_batches
from tune_jobs.sinks.redis_layout import Layout, TableLayout


def rebuild(steps: Steps) -> Tally:
    """Rebuild every table, then the numbers of the batches.

    Safe at any time, also while the job runs; what is done twice is done once.

    Raises:
        InvalidInput: Redis or PostgreSQL refuses.
        NotFound: there are no tables.
        Unreachable: one of them does not answer in time.
    """
    begun = steps.do(lambda step: step.results.batches())
    tally = Tally()
    for table in steps.layout.tables:
        tally = tally.plus(_rebuild_table(steps, table))
    steps.do(partial(_number, steps.layout, begun))
    return tally


def _rebuild_table(steps: Steps, table: TableLayout) -> Tally:
    if table.table.append_only:
        steps.do(partial(_count, table))
        return Tally()
    return (rebuild_windows if table.window_column else rebuild_rows)(steps, table)


def _count(table: TableLayout, step: Step) -> None:
    count = step.results.count(table)
    step.commands.append(("SET", table.count, count) if count else ("UNLINK", table.count))


def _number(layout: Layout, begun: dict[str, int], step: Step) -> None:
    """Every row is of the batches at our begin, or of those that came to Redis since.

    Numbers that PostgreSQL does not have are of another database: they would keep batches out.
    """
    held = newest_batches(step.redis, layout)
    step.commands.append(("DEL", layout.batch))
    for query, newest in step.results.batches().items():
        number = min(newest, max(begun.get(query, -1), held.get(query, -1)))
        if number >= 0:
            step.commands.append(("HSET", layout.batch, query, number))
