"""Ends a bounded job: its producer has finished, and every event is read."""

from tune_contract.tunejob.phase import DrainReason
from tune_operator.core.context import Context
from tune_operator.core.observed import ProcessState
from tune_operator.core.steps.drain import request_drain


def finish(context: Context) -> Context:
    """Ask the driver to finish when nothing can come any more.

    That the producer has finished must be known from a pass before: only then was this pass's lag
    surely measured after the last event. A driver that reads what is there ends by itself.
    """
    producer = context.spec.producer
    if producer is None or not producer.bounded() or context.spec.trigger.once():
        return context
    known = context.before.producer.finished and context.producer_done()
    running = context.driver.state is ProcessState.RUNNING
    if known and running and context.observed.lag == 0:
        return request_drain(context, DrainReason.FINISH)
    return context
