"""Begins an attempt in the status, which is the intent to start a driver; and ends it."""

from tune_contract.names import driver_name
from tune_contract.tunejob.status import AttemptStatus, EndedAttempt
from tune_operator.core.context import Context
from tune_operator.core.failure import failure_of
from tune_operator.core.observed import ExitObserved

KEPT = 10  # ended attempts in the status
LONGEST_MESSAGE = 1000  # characters of each: an object in etcd has little more than a megabyte


def new_attempt(context: Context, number: int) -> Context:
    """The attempt begins now; the time to its first batch is counted from now as well."""
    progress = context.status.progress.model_copy(
        update={
            "last_advance_time": context.now,
            "counted_dead_letters": 0,
            "counted_late_rows": 0,
        }
    )
    name = driver_name(context.job.metadata.name, number)
    attempt = AttemptStatus(number=number, driver=name, start_time=context.now)
    return context.remember(attempt=attempt, progress=progress)


def end_attempt(context: Context, how: ExitObserved, *, well: bool = False) -> Context:
    """The attempt's end is noted now, and kept among the last ones.

    Args:
        context: the pass as far as it came.
        how: it ended.
        well: that is no failure, whatever the exit code.
    """
    attempt = context.status.attempt
    failure = None if well else failure_of(how, context.now)
    asked = attempt.drain_reason.sentence if attempt.drain_reason else ""
    message = failure.message if failure else asked or how.message
    ended = EndedAttempt(
        number=attempt.number,
        start_time=attempt.start_time,
        end_time=context.now,
        failure_class=failure.failure_class if failure else None,
        exit_code=how.exit_code,
        message=message[:LONGEST_MESSAGE],
    )
    earlier = [each for each in context.status.attempts if each.number != attempt.number]
    closed = context.remember_attempt(end_time=context.now)
    return closed.remember(attempts=[ended, *earlier][:KEPT])
