"""Takes over the processes that are there: the status may be older than the world."""

from tune_operator.core.attempt import new_attempt
from tune_operator.core.context import Context
from tune_operator.core.observed import ProcessState

UNKNOWN = "unknown"
"""The fingerprint of a driver whose record is lost: like no other, so that it is replaced."""


def adopt(context: Context) -> Context:
    """Note that driver and producer were seen, also those that the status has lost."""
    return _driver(_producer(context))


def _producer(context: Context) -> Context:
    applied, seen = context.status.applied, context.observed.producer
    if applied.producer or seen.state is ProcessState.ABSENT:
        return context
    return context.remember(applied=applied.model_copy(update={"producer": seen.fingerprint}))


def _driver(context: Context) -> Context:
    driver, attempt = context.driver, context.status.attempt
    if driver.state is ProcessState.ABSENT or driver.refused or driver.attempt < attempt.number:
        return context
    if driver.attempt > attempt.number:
        lost = {"stream": UNKNOWN, "producer": context.status.applied.producer}
        context = new_attempt(context, driver.attempt).remember(
            applied=context.wanted.model_copy(update=lost)
        )
    return context if context.status.attempt.seen else context.remember_attempt(seen=True)
