"""Makes the Decision of a pass: conditions, phase, when to look again, and the reason."""

from tune_operator.core.conditions import conditions_of, phase_of
from tune_operator.core.context import Context
from tune_operator.core.deadlines import requeue_after
from tune_operator.core.decision import Decision
from tune_operator.core.version import effective_job


def conclude(context: Context, *, gone: bool = False) -> Decision:
    """End the pass here.

    Args:
        context: the pass as far as it came.
        gone: deletion only: nothing of the job is left once the actions are applied.
    """
    phase = phase_of(context)
    status = context.status.model_copy(
        update={
            "phase": phase,
            "conditions": conditions_of(context, phase),
            "observed_generation": context.job.metadata.generation,
        }
    )
    return Decision(
        status=status,
        reason=" ".join(context.notes) or f"{phase.value}: {phase.sentence}",
        job=effective_job(context.job.model_copy(update={"status": status})),
        actions=context.actions,
        requeue_after=requeue_after(context),
        gone=gone,
    )
