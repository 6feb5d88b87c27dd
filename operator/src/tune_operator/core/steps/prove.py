"""Keeps a version of the stream that became ready; gives up one that does not in time."""

import json

from tune_contract.duration import format_duration
from tune_contract.tunejob.phase import ConditionStatus, DrainReason, FailureClass
from tune_contract.tunejob.status import AppliedStatus, FailureStatus, LastGoodStatus
from tune_operator.core import findings
from tune_operator.core.context import Context
from tune_operator.core.decision import Decision
from tune_operator.core.fingerprint import FieldClass, request
from tune_operator.core.observed import KafkaState
from tune_operator.core.rollback import on_trial, roll_back, trial_deadline
from tune_operator.core.steps.drain import request_drain
from tune_operator.core.steps.identify import identify
from tune_operator.core.version import checkpoint

MOST_KEPT = 512 * 1024  # characters of JSON: with the spec itself an object stays below 1.5 MiB

_TOO_LARGE = "The spec is above 512 KiB and is not kept: there is no rollback to it."


def prove(context: Context) -> Context | Decision:
    """Compare how long the version on trial has had with upgrade.readyTimeout.

    The time does not count while Kafka is away, a reference is missing or another job is in the
    way: the last good version would not become ready either.
    """
    if context.status.rollback is not None and not context.rolled_back():
        context = context.remember(rollback=None)  # the spec has changed since
    if _ready(context):
        return _keep(_clock(context, on=False))
    kafka_ready = context.observed.kafka.state is KafkaState.READY
    judged = on_trial(context) and kafka_ready and not context.holds()
    context = _clock(context, on=judged)
    deadline = trial_deadline(context)
    if deadline is None or context.now < deadline:
        return context
    return identify(_give_up(context))  # the last good one's topics may be others by now


def _ready(context: Context) -> bool:
    """Whether what is to run runs, and has committed a batch or found nothing to read."""
    if not context.driver_working() or context.draining() or context.changed(FieldClass.STREAM):
        return False
    return findings.stream(context).status is ConditionStatus.TRUE


def _clock(context: Context, *, on: bool) -> Context:
    since = context.status.trial_since
    if on == (since is not None):
        return context
    return context.remember(trial_since=context.now if on else None)


def _keep(context: Context) -> Context:
    """Remember a version that is ready, with its spec."""
    good, applied = context.status.last_good, context.status.applied
    if context.spec.trigger.once() or context.rolled_back():
        return context
    if good is not None and _same(good.applied, applied):
        return context
    spec = context.spec.model_dump(mode="json", exclude_defaults=True)
    if len(json.dumps(spec)) > MOST_KEPT:
        spec = {}
        context = context.note(_TOO_LARGE)
    generation = context.job.metadata.generation
    kept = applied.model_copy(update={"producer": ""})
    found = LastGoodStatus(generation=generation, applied=kept, spec=spec)
    return context.remember(last_good=found)


def _same(one: AppliedStatus, other: AppliedStatus) -> bool:
    return request(one) == request(other) and checkpoint(one) == checkpoint(other)


def _give_up(context: Context) -> Context:
    timeout = format_duration(context.spec.upgrade.ready_timeout)
    failure = _why(context)
    failed = request_drain(context.remember(last_failure=failure), DrainReason.ROLLBACK)
    why = f"was not ready in {timeout} (upgrade.readyTimeout): {findings.said(failure)}"
    return roll_back(failed, why)


def _why(context: Context) -> FailureStatus:
    """The last failure if it was on this trial, else what the driver is stuck in."""
    before, since = context.status.last_failure, context.status.trial_since
    stuck = context.driver.problem if context.driver_working() else None
    if stuck is None and before and since and before.time >= since:
        return before
    message = context.driver.message if stuck else "No batch was committed."
    kind = stuck or FailureClass.APPLICATION
    return FailureStatus(time=context.now, failure_class=kind, message=message or kind.sentence)
