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
    return yes("Accepted")


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
        return no("Failed", f"{_said(status.last_failure)} It is started again.")
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
        return no("WaitingToRestart", _said(context.status.last_failure))
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
    if driver.progress.batch_id is None and context.observed.lag != 0:
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


def _said(failure: FailureStatus) -> str:
    return f"{failure.failure_class.value}: {failure.message or failure.failure_class.sentence}"
