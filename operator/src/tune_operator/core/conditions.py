"""Builds all conditions and the phase. Ready, Reconciling and Stalled are what kstatus reads."""

from tune_contract.tunejob.phase import ConditionStatus, ConditionType, Phase
from tune_contract.tunejob.status import Condition
from tune_operator.core import findings
from tune_operator.core.actions import StartDriver
from tune_operator.core.context import Context
from tune_operator.core.findings import Finding, no, yes
from tune_operator.core.fingerprint import FieldClass

# The phases in which everything is as the spec asks, so that `helm --wait` has waited enough.
_AS_ASKED = {Phase.RUNNING, Phase.SUSPENDED, Phase.SUCCEEDED}
# What nobody looks at any more once a job has finished: it stays as it was at the end.
_WATCHED = {
    ConditionType.KAFKA_READY,
    ConditionType.PRODUCER_READY,
    ConditionType.STREAM_RUNNING,
    ConditionType.PROGRESS_ADVANCING,
    ConditionType.LAG_WITHIN_TARGET,
}


def phase_of(context: Context) -> Phase:
    """The summary of what is going on."""
    if not context.desired:
        return Phase.DELETING
    if context.status.phase.finished():
        return context.status.phase
    if context.spec.suspend:
        alive = context.driver.state.alive() or context.observed.producer.state.alive()
        return Phase.DRAINING if alive else Phase.SUSPENDED
    if context.changed(FieldClass.STREAM):
        return Phase.UPGRADING
    return _running_phase(context)


def _running_phase(context: Context) -> Phase:
    if context.draining():
        return Phase.DRAINING
    if findings.stream(context).status is ConditionStatus.TRUE:
        return Phase.RUNNING
    starts = any(isinstance(action, StartDriver) for action in context.actions)
    return Phase.STARTING if starts or context.driver_working() else Phase.PENDING


def conditions_of(context: Context, phase: Phase) -> list[Condition]:
    """All conditions in the order of their types."""
    found = {
        ConditionType.READY: _ready(context, phase),
        ConditionType.ACCEPTED: findings.accepted(context),
        ConditionType.KAFKA_READY: findings.kafka(context),
        ConditionType.PRODUCER_READY: findings.producer(context),
        ConditionType.STREAM_RUNNING: findings.stream(context),
        ConditionType.PROGRESS_ADVANCING: findings.progress(context),
        ConditionType.LAG_WITHIN_TARGET: findings.lag(context),
        ConditionType.STALLED: _stalled(context, phase),
        ConditionType.RECONCILING: _reconciling(context, phase),
    }
    return [_condition(context, phase, kind, found[kind]) for kind in ConditionType]


def _condition(context: Context, phase: Phase, kind: ConditionType, found: Finding) -> Condition:
    before = context.before.condition(kind)
    generation = context.job.metadata.generation
    if before and kind in _WATCHED and phase.finished() and context.before.phase is phase:
        return before.model_copy(update={"observed_generation": generation})
    same = before is not None and before.status is found.status
    return Condition(
        type=kind,
        status=found.status,
        reason=found.reason,
        message=found.message,
        last_transition_time=before.last_transition_time if before and same else context.now,
        observed_generation=generation,
    )


def _ready(context: Context, phase: Phase) -> Finding:
    if phase is Phase.RUNNING and findings.progress(context).status is ConditionStatus.FALSE:
        return no("StandsStill", findings.progress(context).message)
    if phase in _AS_ASKED:
        return yes(phase.value, phase.sentence)
    return no(phase.value, phase.sentence)


def _stalled(context: Context, phase: Phase) -> Finding:
    """Whether nothing more will happen without the user."""
    before = context.before.condition(ConditionType.STALLED)
    if phase is Phase.FAILED:
        if context.verdict:
            return yes(context.verdict.reason, context.verdict.message)
        return yes(before.reason, before.message) if before else yes("Failed")
    if context.changed(FieldClass.REFUSED) and context.desired:
        return yes("NotAccepted", FieldClass.REFUSED.sentence)
    return no("NotStalled")


def _reconciling(context: Context, phase: Phase) -> Finding:
    """Whether it is on the way to what the spec asks for."""
    if _stalled(context, phase).status is ConditionStatus.TRUE:
        return no("Stalled")
    if phase in _AS_ASKED:
        return no("AsAsked")
    return yes(phase.value, phase.sentence)
