"""Stops a job on request, gracefully; checkpoint and results stay."""

from tune_contract.tunejob.phase import DrainReason
from tune_operator.core.conclude import conclude
from tune_operator.core.context import Context
from tune_operator.core.decision import Decision
from tune_operator.core.steps.clear import stop_producer
from tune_operator.core.steps.drain import pursue_drain, request_drain


def suspend(context: Context) -> Context | Decision:
    """Stop producer and driver. This is done even when the rest of the spec is not accepted."""
    if not context.spec.suspend:
        return context
    context = context.remember(trial_since=None)  # a new version gets all its time on resuming
    stopped = stop_producer(context, "The job is suspended: the producer stops.")
    return conclude(pursue_drain(request_drain(stopped, DrainReason.SUSPEND)))
