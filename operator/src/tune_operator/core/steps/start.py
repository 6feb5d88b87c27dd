"""Starts a driver: only when the last one is confirmed gone, and with the intent written first."""

from tune_contract.tunejob.status import RestartStatus
from tune_operator.core.actions import StartDriver
from tune_operator.core.attempt import new_attempt
from tune_operator.core.context import Context
from tune_operator.core.fingerprint import FieldClass
from tune_operator.core.observed import KafkaState, ProcessState
from tune_operator.core.steps.identify import bind


def start(context: Context) -> Context:
    """Start the driver if it is time to.

    An attempt that was begun but whose driver was never seen is started again under the same
    number: the pass before may have been cut off between writing and acting.
    """
    if context.driver.state is not ProcessState.ABSENT:
        return context
    obstacle = _obstacle(context)
    if obstacle:
        return context.note(obstacle)
    attempt = context.status.attempt
    number = attempt.number if attempt.open() else attempt.number + 1
    applied = context.wanted.model_copy(update={"producer": context.status.applied.producer})
    begun = new_attempt(context, number).remember(restarts=_restarts(context), applied=applied)
    return bind(begun).act(f"The driver of attempt {number} starts.", StartDriver(number))


def _obstacle(context: Context) -> str:
    """Why the driver cannot be started now; empty when it can."""
    if context.holds():
        return " ".join(context.holds())
    if not context.kafka_usable():
        return context.observed.kafka.state.sentence
    if _topic_lost(context):
        return "The driver waits for a topic in place of one that its checkpoint has offsets of."
    producer, waits = context.spec.producer, context.spec.trigger.once()
    if waits and producer and producer.bounded() and not context.producer_done():
        return "The driver starts when the producer has finished (it reads what is there)."
    due = context.status.restarts.next_restart_time
    if due is not None and due > context.now and not context.changed(FieldClass.STREAM):
        return "The driver is started again after a wait (restartPolicy.backoff)."
    return ""


def _topic_lost(context: Context) -> bool:
    """Whether a topic is missing that the checkpoint has offsets of.

    It is made anew in this pass; the next one finds out what that means.
    """
    kafka = context.observed.kafka
    known = context.wanted.topic_ids.keys()
    return kafka.state is KafkaState.TOPICS_MISSING and not known <= kafka.topic_ids.keys()


def _restarts(context: Context) -> RestartStatus:
    """A changed spec is no restart, and it gets all its chances anew."""
    restarts = context.status.restarts
    if context.changed(FieldClass.STREAM):
        return RestartStatus(count=restarts.count)
    again = restarts.next_restart_time is not None
    update = {"next_restart_time": None, "count": restarts.count + again}
    return restarts.model_copy(update=update)
