"""Forgets past failures once a driver has done well for long enough."""

from tune_operator.core.context import Context
from tune_operator.core.observed import ProcessState
from tune_operator.core.standstill import stands_still


def forgive(context: Context) -> Context:
    """Clear the failures in a row after restartPolicy.resetAfter of healthy running."""
    restarts = context.status.restarts
    if restarts.consecutive_failures == 0 or not _healthy_for_long(context):
        return context
    return context.remember(restarts=restarts.model_copy(update={"consecutive_failures": 0}))


def _healthy_for_long(context: Context) -> bool:
    status, start = context.status, context.status.attempt.start_time
    advance = status.progress.last_advance_time
    if start is None or advance is None or stands_still(context):
        return False
    running = context.driver_working() and context.driver.state is ProcessState.RUNNING
    did_well = context.observed.lag == 0 or advance > start
    return running and did_well and context.now - start >= context.spec.restart_policy.reset_after
