"""Replaces a running driver whose part of the spec changed."""

from tune_contract.tunejob.phase import DrainReason
from tune_operator.core.context import Context
from tune_operator.core.fingerprint import FieldClass
from tune_operator.core.steps.drain import request_drain


def upgrade(context: Context) -> Context:
    """Ask the driver to finish; once it is gone, `start` begins the next attempt.

    Not before the next one could be started.
    """
    if not context.changed(FieldClass.STREAM) or context.holds():
        return context
    reason = DrainReason.ROLLBACK if context.rolled_back() else DrainReason.CHANGE
    return request_drain(context, reason)
