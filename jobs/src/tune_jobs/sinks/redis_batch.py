"""Writes one batch into Redis: a transaction, with the batch's number in it.

A batch that comes again writes what it wrote; one older than the newest is of a driver that should
be dead, and is passed over.
"""

import logging
from collections.abc import Iterator

from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.redis_commands import point_at_windows, remove_window, write_entries
from tune_jobs.sinks.redis_layout import Layout, TableLayout, Window, newest_windows
from tune_jobs.sinks.redis_transaction import Command, Transaction
from tune_jobs.sinks.sink import Batch, TableRows

_LOG = logging.getLogger(__name__)


def write_batch(transaction: Transaction, layout: Layout, job: JobIdentity, batch: Batch) -> None:
    """Write rows and number in one transaction, unless a newer batch is there.

    Raises:
        WatchError: another writer was faster; do it again.
    """
    transaction.watch(layout.job)
    stored = newest_batches(transaction, layout).get(batch.query)
    if stored is not None and stored > batch.number:
        _LOG.warning("Redis: batch %s is older than %s; passed over", batch.number, stored)
        return
    if batch.in_turn:
        _tell_gap(job, stored, batch.number)
    commands: list[Command] = [
        ("SET", layout.job, owner(job)),
        ("HSET", layout.batch, batch.query, batch.number),
    ]
    for part in batch.tables:
        table = layout.table(part.table.name)
        if not part.table.append_only:
            commands += _row_commands(transaction, table, part)
        elif part.rows and stored != batch.number:  # a batch that comes again is counted already
            commands.append(("INCRBY", table.count, len(part.rows)))
    batch.about_to_commit()
    transaction.execute(commands)


def owner(job: JobIdentity) -> str:
    """Whose keys they are."""
    return f"{job.namespace}/{job.name}"


def newest_batches(transaction: Transaction, layout: Layout) -> dict[str, int]:
    """The newest batch of each query."""
    return {query: int(number) for query, number in transaction.fields(layout.batch).items()}


def known_windows(transaction: Transaction, table: TableLayout) -> list[Window]:
    """The windows of a table that are there."""
    return [Window.named(text) for text in transaction.ordered(table.windows)]


def _tell_gap(job: JobIdentity, stored: int | None, number: int) -> None:
    """Batches are counted without a gap: what is missing was lost by the server."""
    if (-1 if stored is None else stored) >= number - 1:
        return
    held = "none of this query's batches" if stored is None else f"nothing after batch {stored}"
    _LOG.warning(
        "Redis holds %s, and this is batch %s: the sink is new, or the server was emptied or "
        "restarted without its data. `tune redis rebuild %s` fills it from PostgreSQL; on a "
        "cluster, in the driver's pod: "
        "python -m tune_jobs.rebuild --config /etc/tunejob/config/job.json",
        held,
        number,
        job.name,
    )


def _row_commands(
    transaction: Transaction, table: TableLayout, part: TableRows
) -> Iterator[Command]:
    entries = table.by_window(part.rows)
    if not table.window_column:
        for each in entries.values():
            yield from write_entries(table.group(None), each)
    elif entries:
        known = known_windows(transaction, table)
        kept = newest_windows({*known, *filter(None, entries)})
        for window in kept:
            yield from write_entries(table.group(window), entries.get(window, ()))
        for window in sorted(set(known) - set(kept)):
            members = transaction.members(table.group(window).index)
            yield from remove_window(table, window, members)
        yield from point_at_windows(table, kept)
