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
# Where nothing goes on: a failed run of a scheduled job waits for the next one.
_AT_REST = {*_AS_ASKED, Phase.FAILED}
# The phases that say enough of why a job is ready or not.
_WITH_REASONS = {Phase.SUSPENDED, Phase.FAILED, Phase.DELETING}
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
    waits = context.holds() or context.waits_for_run()
    if context.changed(FieldClass.STREAM) and not waits:
        return Phase.ROLLING_BACK if context.rolled_back() else Phase.UPGRADING
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
    hindrance = findings.hindrance(context)
    if hindrance is not None and phase not in _WITH_REASONS:
        return hindrance
    if context.waits_for_run() and phase is Phase.PENDING:
        return yes("Scheduled", findings.next_run(context))
    if phase is Phase.RUNNING and findings.progress(context).status is ConditionStatus.FALSE:
        return no("StandsStill", findings.progress(context).message)
    if phase in _AS_ASKED:
        return yes(phase.value, phase.sentence)
    if phase is Phase.FAILED and findings.next_run(context):
        said = f"The last run failed; lastFailure says why. {findings.next_run(context)}"
        return no(phase.value, said)
    return no(phase.value, phase.sentence)


def _stalled(context: Context, phase: Phase) -> Finding:
    """Whether nothing more will happen without the user."""
    if phase is Phase.FAILED:
        return _stalled_for_good(context)
    accepted = findings.accepted(context)
    if not context.desired or accepted.status is ConditionStatus.TRUE:
        return no("NotStalled")
    if context.changed(FieldClass.REFUSED):
        return yes("NotAccepted", accepted.message)
    if accepted.reason == "Conflict" and not context.held_back():
        return no("NotStalled")
    return yes(accepted.reason, accepted.message)


def _stalled_for_good(context: Context) -> Finding:
    before, schedule = context.before.condition(ConditionType.STALLED), context.status.schedule
    if schedule and schedule.next_run_time and not context.status.applied.replaced_topics:
        return no("WaitsForNextRun", findings.next_run(context))
    if context.verdict:
        return yes(context.verdict.reason, context.verdict.message)
    if before and before.status is ConditionStatus.TRUE:
        return yes(before.reason, before.message)
    failure = context.status.last_failure
    return yes("Failed", findings.said(failure) if failure else "")


def _reconciling(context: Context, phase: Phase) -> Finding:
    """Whether it is on the way to what the spec asks for."""
    if _stalled(context, phase).status is ConditionStatus.TRUE:
        return no("Stalled")
    hindrance = findings.hindrance(context)
    if hindrance is not None and phase not in _WITH_REASONS:
        return yes(hindrance.reason, hindrance.message)
    if phase in _AT_REST or (context.waits_for_run() and phase is Phase.PENDING):
        return no("AsAsked")
    return yes(phase.value, phase.sentence)
