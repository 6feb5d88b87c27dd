"""Ends a driver gracefully: asks it, waits for upgrade.drainTimeout, then ends it."""

from tune_contract.runtime.reports import DriverState
from tune_contract.tunejob.phase import DrainReason
from tune_operator.core.actions import DrainDriver, KillDriver
from tune_operator.core.context import Context
from tune_operator.core.deadlines import drain_deadline
from tune_operator.core.observed import ProcessState

_STOPPING = {DriverState.DRAINING, DriverState.FINISHED}


def request_drain(context: Context, reason: DrainReason) -> Context:
    """Note that the driver is to finish; `pursue_drain` acts on it. The first reason stays."""
    if not context.driver_working() or context.draining():
        return context
    return context.remember_attempt(drain_requested_time=context.now, drain_reason=reason)


def pursue_drain(context: Context) -> Context:
    """Carry on with a drain that was requested, in this pass or in one before."""
    deadline, reason = drain_deadline(context), context.status.attempt.drain_reason
    if deadline is None or reason is None:
        return context
    if context.driver.state is ProcessState.PENDING:
        return context.act(
            f"{reason.sentence} The driver has not begun and is ended.", KillDriver()
        )
    if context.now >= deadline:
        return context.act("The driver did not finish in upgrade.drainTimeout.", KillDriver())
    report = context.driver.progress
    if report and report.state in _STOPPING:
        return context
    return context.act(f"{reason.sentence} The driver finishes its batch.", DrainDriver())
