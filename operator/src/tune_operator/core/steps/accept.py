"""Refuses a spec that cannot be followed from where the job is; what runs is left as it is."""

from tune_operator.core.conclude import conclude
from tune_operator.core.context import Context
from tune_operator.core.decision import Decision
from tune_operator.core.fingerprint import FieldClass
from tune_operator.core.steps.drain import pursue_drain


def accept(context: Context) -> Context | Decision:
    """Stop here if the spec is refused: nothing is started, and nothing new is stopped."""
    if context.changed(FieldClass.REFUSED):
        return conclude(pursue_drain(context.note(FieldClass.REFUSED.sentence)))
    if context.schedule_problem():
        return conclude(pursue_drain(context.note(context.schedule_problem())))
    return context
