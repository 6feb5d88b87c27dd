"""When a pass is due even if nothing is seen to change: the soonest of all deadlines."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tune_operator.core.context import Context
from tune_operator.core.rollback import trial_deadline
from tune_operator.core.standstill import standstill_deadline

FOLLOW_UP = timedelta(seconds=1)  # after acting: look whether it took, should no event tell us
KAFKA_RETRY = timedelta(seconds=5)  # a broker that starts takes about this long
HOLD_RETRY = timedelta(seconds=10)  # nothing tells of a secret that comes, or a job that goes


def requeue_after(context: Context) -> float | None:
    """Seconds to the soonest deadline that is still to come; None = there is none."""
    coming = [at for at in _deadlines(context) if at is not None and at > context.now]
    return (min(coming) - context.now).total_seconds() if coming else None


def _deadlines(context: Context) -> Iterator[datetime | None]:
    status = context.status
    if context.actions or status.producer.finished != context.before.producer.finished:
        yield context.now + FOLLOW_UP
    yield status.schedule.next_run_time if status.schedule else None
    if status.phase.finished():
        yield expiry(context)
        return
    if context.held_back():
        yield context.now + HOLD_RETRY
    if not context.kafka_usable():
        yield context.now + KAFKA_RETRY
    yield status.restarts.next_restart_time
    yield status.producer.next_restart_time
    yield standstill_deadline(context)
    yield drain_deadline(context)
    yield trial_deadline(context)


def drain_deadline(context: Context) -> datetime | None:
    """When the driver that was asked to finish is ended; None when it was not asked."""
    requested = context.status.attempt.drain_requested_time
    if requested is None or not context.draining():
        return None
    return requested + context.spec.upgrade.drain_timeout


def expiry(context: Context) -> datetime | None:
    """When the finished job is deleted; None = never, as a scheduled one has not finished."""
    if context.spec.trigger.schedule:
        return None
    ttl, finished = context.spec.ttl_seconds_after_finished, context.status.finish_time
    if ttl is None or finished is None:
        return None
    return finished + timedelta(seconds=ttl)
