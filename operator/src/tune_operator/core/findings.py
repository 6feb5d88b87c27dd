"""What each part of a job is found to be in: the conditions that the phase summarises."""

from dataclasses import dataclass

from tune_contract.duration import format_duration
from tune_contract.runtime.reports import DriverState
from tune_contract.tunejob.phase import ConditionStatus, ConditionType
from tune_contract.tunejob.status import FailureStatus
from tune_operator.core.actions import StartDriver
from tune_operator.core.context import Context
from tune_operator.core.fingerprint import FieldClass
from tune_operator.core.observed import KafkaState, ProcessState
from tune_operator.core.standstill import stands_still


@dataclass(frozen=True)
class Finding:
    """A condition without its times."""

    status: ConditionStatus
    reason: str
    message: str = ""


def yes(reason: str, message: str = "") -> Finding:
    """A condition that holds."""
    return Finding(ConditionStatus.TRUE, reason, message)


def no(reason: str, message: str = "") -> Finding:
    """A condition that does not hold."""
    return Finding(ConditionStatus.FALSE, reason, message)


def unknown(reason: str, message: str = "") -> Finding:
    """A condition that cannot be told."""
    return Finding(ConditionStatus.UNKNOWN, reason, message)


def accepted(context: Context) -> Finding:
    """Whether the spec is what decisions are made from."""
    if context.changed(FieldClass.REFUSED):
        return no("IdentityChanged", FieldClass.REFUSED.sentence)
    if context.schedule_problem():
        return no("InvalidSchedule", context.schedule_problem())
    rollback = context.status.rollback if context.rolled_back() else None
    conflicts = context.observed.conflicts
    if conflicts and (context.held_back() or rollback is None):
        return no("Conflict", " ".join(conflicts))
    return no("RolledBack", rollback.message) if rollback else yes("Accepted")


def hindrance(context: Context) -> Finding | None:
    """What keeps the job from being as asked though nothing of it failed; None = nothing does."""
    if context.held_back():
        if context.observed.conflicts:
            return no("Conflict", " ".join(context.observed.conflicts))
        return no("MissingReference", " ".join(context.observed.missing))
    refusal = accepted(context)
    return refusal if refusal.reason in {"RolledBack", "InvalidSchedule"} else None


def next_run(context: Context) -> str:
    """When a scheduled job runs next, as a sentence."""
    schedule = context.status.schedule
    if schedule is None or schedule.next_run_time is None:
        return ""
    return f"The next run is at {schedule.next_run_time:%Y-%m-%d %H:%M} UTC."


def kafka(context: Context) -> Finding:
    """Whether the topics can be used."""
    seen = context.observed.kafka
    if seen.state is KafkaState.READY:
        return yes("Ready", seen.message)
    message = " ".join(part for part in (seen.state.sentence, seen.message) if part)
    return no(seen.state.value, message)


def producer(context: Context) -> Finding:
    """Whether the producer does, or has done, what the spec asks of it."""
    status, seen = context.status.producer, context.observed.producer
    if context.spec.producer is None:
        return yes("NotWanted", "The job has no producer of its own.")
    if context.producer_done():
        return yes("Finished", "It has produced its total.")
    if context.spec.suspend or not context.desired:
        return no("Stopped", "The job is suspended or being deleted.")
    if status.next_restart_time and status.last_failure:
        return no("Failed", f"{said(status.last_failure)} It is started again.")
    if seen.state is ProcessState.RUNNING and seen.fingerprint == context.wanted.producer:
        return yes("Running")
    return no("Starting")


def stream(context: Context) -> Finding:
    """Whether the driver commits batches, or would if there were events."""
    if context.driver_working():
        return _working_driver(context)
    if any(isinstance(action, StartDriver) for action in context.actions):
        return no("Starting", "The driver starts.")
    if context.status.phase.finished():
        return no(context.status.phase.value, context.status.phase.sentence)
    if context.spec.suspend:
        return no("Suspended", "The job is suspended.")
    if context.status.restarts.next_restart_time and context.status.last_failure:
        return no("WaitingToRestart", said(context.status.last_failure))
    return no("NotStarted", "There is no driver.")


def _working_driver(context: Context) -> Finding:
    driver = context.driver
    if driver.state is ProcessState.PENDING:
        reason = driver.problem.value if driver.problem else "Pending"
        return no(reason, driver.message or "The driver is made and does not run yet.")
    if driver.progress and driver.progress.state is not DriverState.RUNNING:
        return no(driver.progress.state.value)
    # It is False when a driver is started; once True, one unanswered question changes nothing.
    before = context.before.condition(ConditionType.STREAM_RUNNING)
    if before and before.status is ConditionStatus.TRUE:
        return yes("Running")
    if driver.progress is None:
        return no("Starting", "The driver does not answer yet.")
    idle = driver.progress.idle or context.observed.lag == 0
    if driver.progress.batch_id is None and not idle:
        return no("Starting", "No batch is committed yet.")
    return yes("Running")


def progress(context: Context) -> Finding:
    """Whether batches are committed while events wait."""
    if not context.driver_working():
        return unknown("NotRunning")
    if stands_still(context):
        window = format_duration(context.spec.health.progress.window)
        return no("StandsStill", f"Events wait, and no batch was committed for {window} or more.")
    if context.observed.lag is None:
        return unknown("LagUnknown", "It cannot be told whether events wait.")
    return yes("Idle" if context.observed.lag == 0 else "Advancing")


def lag(context: Context) -> Finding:
    """Whether the stream is near enough to the topics' ends."""
    most = context.spec.health.max_lag
    if context.observed.lag is None:
        return unknown("LagUnknown")
    if context.observed.lag > most:
        return no("LagHigh", f"More than {most} events wait (health.maxLag).")
    return yes("WithinTarget")


def said(failure: FailureStatus) -> str:
    """A failure in a few words."""
    return f"{failure.failure_class.value}: {failure.message or failure.failure_class.sentence}"
