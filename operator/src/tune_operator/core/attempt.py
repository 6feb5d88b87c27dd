"""Begins an attempt in the status: the intent that is written before a driver is started."""

from tune_contract.names import driver_name
from tune_contract.tunejob.status import AttemptStatus
from tune_operator.core.context import Context


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
