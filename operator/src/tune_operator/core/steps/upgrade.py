"""Replaces a running driver whose part of the spec changed."""

from tune_contract.tunejob.phase import DrainReason
from tune_operator.core.context import Context
from tune_operator.core.fingerprint import FieldClass
from tune_operator.core.steps.drain import request_drain


def upgrade(context: Context) -> Context:
    """Ask the driver to finish; once it is gone, `start` begins the next attempt."""
    if not context.changed(FieldClass.STREAM):
        return context
    return request_drain(context, DrainReason.CHANGE)
