"""Keeps the producer that the spec asks for: starts, replaces and restarts it.

A producer goes on from its own ledger, so a restart neither loses nor repeats events.
"""

from tune_contract.tunejob.status import ProducerStatus
from tune_operator.core.actions import StartProducer, StopProducer
from tune_operator.core.backoff import delay
from tune_operator.core.context import Context
from tune_operator.core.failure import failure_of
from tune_operator.core.fingerprint import FieldClass
from tune_operator.core.observed import ExitObserved, ProcessState


def produce(context: Context) -> Context:
    """Compare the producer that is there with the one asked for."""
    seen, wanted = context.observed.producer, context.wanted.producer
    if seen.state is ProcessState.ABSENT:
        return _start(context) if wanted else _forget(context)
    if seen.fingerprint != wanted and not (wanted and context.holds()):
        return context.act(FieldClass.PRODUCER.sentence, StopProducer())
    if seen.state.alive():
        return _forgive(context)
    return context if context.producer_done() else _ended(context)


def _start(context: Context) -> Context:
    status, wanted = context.status.producer, context.wanted.producer
    same = context.status.applied.producer == wanted
    due = status.next_restart_time
    if context.producer_done() or not context.kafka_usable() or context.holds():
        return context
    if same and due is not None and due > context.now:
        return context
    started = _restarted(status) if same else ProducerStatus(restarts=status.restarts)
    started = started.model_copy(update={"start_time": context.now})
    return _applied(context, started, wanted).act("The producer starts.", StartProducer(wanted))


def _restarted(status: ProducerStatus) -> ProducerStatus:
    again = status.next_restart_time is not None
    update = {"next_restart_time": None, "restarts": status.restarts + again}
    return status.model_copy(update=update)


def _forget(context: Context) -> Context:
    if not context.status.applied.producer:
        return context
    return _applied(context, ProducerStatus(), "")


def _applied(context: Context, status: ProducerStatus, fingerprint: str) -> Context:
    applied = context.status.applied.model_copy(update={"producer": fingerprint})
    return context.remember(producer=status, applied=applied)


def _ended(context: Context) -> Context:
    """Note the end once, with the time of the restart; then remove what is left."""
    how = context.observed.producer.exit
    asked = how is not None and how.drained  # suspended, and resumed before it was removed
    if how is None or asked or context.status.producer.next_restart_time is not None:
        return context.act("What is left of the ended producer is removed.", StopProducer())
    return _failed(context, how).act("The producer ended; it is started again.", StopProducer())


def _failed(context: Context, how: ExitObserved) -> Context:
    status = context.status.producer
    failures = status.consecutive_failures + 1
    seed = f"{context.job.metadata.uid}/producer"
    wait = delay(context.spec.restart_policy.backoff, failures, seed)
    update = {
        "consecutive_failures": failures,
        "next_restart_time": context.now + wait,
        "last_failure": failure_of(how, context.now),
    }
    return context.remember(producer=status.model_copy(update=update))


def _forgive(context: Context) -> Context:
    status, policy = context.status.producer, context.spec.restart_policy
    if status.consecutive_failures == 0 or status.start_time is None:
        return context
    if context.now - status.start_time < policy.reset_after:
        return context
    return context.remember(producer=status.model_copy(update={"consecutive_failures": 0}))
