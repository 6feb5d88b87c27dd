"""Takes down a job that is not desired any more."""

from tune_contract.tunejob.lifecycle import OnDelete
from tune_contract.tunejob.phase import DrainReason
from tune_operator.core.actions import DeleteCheckpoint, DeleteTopics
from tune_operator.core.conclude import conclude
from tune_operator.core.context import Context
from tune_operator.core.decision import Decision
from tune_operator.core.observed import ProcessState
from tune_operator.core.steps.clear import clear_driver, stop_producer
from tune_operator.core.steps.drain import pursue_drain, request_drain


def delete(context: Context) -> Context | Decision:
    """Stop and remove everything, then the checkpoint and topics whose onDelete says so."""
    if context.desired:
        return context
    if context.driver.state is ProcessState.ABSENT and context.producer_absent():
        return _last_act(context)
    stopping = stop_producer(context, "The job is being deleted: the producer stops.")
    draining = pursue_drain(request_drain(stopping, DrainReason.DELETE))
    return conclude(clear_driver(draining))


def _last_act(context: Context) -> Decision:
    if context.spec.checkpoint.on_delete is OnDelete.DELETE:
        context = context.act("Only the checkpoint is left, and is deleted.", DeleteCheckpoint())
    else:
        context = context.note("Nothing is left; the checkpoint is kept (checkpoint.onDelete).")
    topics = context.spec.kafka.topics.values()
    unwanted = tuple(topic for topic in topics if topic.on_delete is OnDelete.DELETE)
    if unwanted:
        names = ", ".join(topic.name for topic in unwanted)
        context = context.act(f"Topics are deleted (onDelete): {names}.", DeleteTopics(unwanted))
    return conclude(context, gone=True)
