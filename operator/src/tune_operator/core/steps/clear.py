"""Removes what is left of drivers and producers that are not wanted any more."""

from tune_operator.core.actions import KillDriver, RemoveDriver, StopProducer
from tune_operator.core.context import Context
from tune_operator.core.observed import ProcessState


def clear_driver(context: Context) -> Context:
    """Remove a driver that has ended; end one whose attempt is over."""
    if context.driver.state is ProcessState.EXITED:
        return context.act("What is left of the ended driver is removed.", RemoveDriver())
    if context.driver.state.alive() and not context.driver_current():
        return context.act("A driver of an attempt that is over is ended.", KillDriver())
    return context


def stop_producer(context: Context, why: str) -> Context:
    """Stop and remove the producer, if there is one."""
    return context if context.producer_absent() else context.act(why, StopProducer())
