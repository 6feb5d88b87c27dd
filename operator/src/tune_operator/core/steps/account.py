"""Notes the end of a driver in the status once, and decides what follows from it."""

from tune_contract.tunejob.phase import DrainReason, Phase
from tune_operator.core.attempt import end_attempt
from tune_operator.core.context import Context
from tune_operator.core.failure import LOST
from tune_operator.core.observed import ExitObserved, ProcessState
from tune_operator.core.steps.clear import clear_driver
from tune_operator.core.steps.restart import fail, start_over


def account(context: Context) -> Context:
    """Note the current attempt's end, and remove what is left of ended drivers."""
    if context.driver.state is ProcessState.ABSENT:
        attempt = context.status.attempt
        return _ended(context, LOST) if attempt.open() and attempt.seen else context
    if context.driver.state.alive() or not context.driver_current():
        return clear_driver(context)
    return clear_driver(_ended(context, context.driver.exit or LOST))


def _ended(context: Context, how: ExitObserved) -> Context:
    complete = _complete(context, how)
    asked = context.status.attempt.drain_requested_time is not None
    closed = end_attempt(context, how, well=complete or asked or how.succeeded())
    if complete:
        return closed.note("All there was to do is done.").finish(Phase.SUCCEEDED)
    if asked:
        return closed.note("The driver has ended as asked.")
    return start_over(closed, how) if how.succeeded() else fail(closed, how)


def _complete(context: Context, how: ExitObserved) -> bool:
    """Whether everything is read and committed.

    A driver asked to FINISH had committed all before it was asked, so its exit code says nothing;
    unless the producer was given more to do since then.
    """
    if context.status.attempt.drain_reason is DrainReason.FINISH and context.producer_done():
        return True
    return context.spec.trigger.once() and how.succeeded() and not how.drained
