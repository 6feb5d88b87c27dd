"""When a stream counts as hanging: events wait, and no batch has been committed for too long."""

from datetime import datetime

from tune_operator.core.context import Context


def standstill_deadline(context: Context) -> datetime | None:
    """When the running driver counts as hanging unless it commits a batch before.

    None while nothing waits or while it cannot be told whether something waits: an idle stream
    with no lag is healthy. A driver that is known to be unable to start (its image, no room) has
    the same time.
    """
    last = context.status.progress.last_advance_time
    if last is None or not context.driver_working() or context.draining():
        return None
    events_wait = context.observed.lag is not None and context.observed.lag > 0
    if not events_wait and context.driver.problem is None:
        return None
    return last + context.spec.health.progress.window


def stands_still(context: Context) -> bool:
    """Whether the deadline has come."""
    deadline = standstill_deadline(context)
    return deadline is not None and context.now >= deadline
