"""Copies what driver and producer report into the status; the last word of a gone one stays."""

from datetime import datetime

from tune_contract.runtime.reports import DriverProgress
from tune_contract.tunejob.status import ProducerStatus, ProgressStatus
from tune_operator.core.context import Context
from tune_operator.core.observed import ProducerObserved


def measure(context: Context) -> Context:
    """Bring the numbers of the status up to date."""
    return context.remember(progress=_progress(context), producer=_producer(context))


def _progress(context: Context) -> ProgressStatus:
    before = context.status.progress
    report = context.driver.progress if context.driver_current() else None
    reported = _reported(before, report) if report else before
    if not context.driver.state.alive():
        still = {"input_rows_per_second": 0.0, "processed_rows_per_second": 0.0}
        reported = reported.model_copy(update=still)
    lag = before.lag if context.observed.lag is None else context.observed.lag
    measured = reported.model_copy(update={"lag": lag})
    return measured.model_copy(
        update={"last_advance_time": _advance(before, measured, context.now)}
    )


def _reported(before: ProgressStatus, report: DriverProgress) -> ProgressStatus:
    return before.model_copy(
        update={
            "batch_id": before.batch_id if report.batch_id is None else report.batch_id,
            "last_commit_time": report.last_commit_time or before.last_commit_time,
            "batch_seconds": round(report.batch_seconds or before.batch_seconds, 3),
            "input_rows_per_second": round(report.input_rows_per_second, 1),
            "processed_rows_per_second": round(report.processed_rows_per_second, 1),
            "watermark": report.watermark or before.watermark,
            "dead_letters": before.dead_letters
            + _grown(before.counted_dead_letters, report.dead_letters),
            "late_rows": before.late_rows + _grown(before.counted_late_rows, report.late_rows),
            "counted_dead_letters": report.dead_letters,
            "counted_late_rows": report.late_rows,
        }
    )


def _grown(counted: int, reported: int) -> int:
    """What to add to a total; a count that fell began anew with another process."""
    return reported - counted if reported >= counted else reported


def _advance(before: ProgressStatus, after: ProgressStatus, now: datetime) -> datetime | None:
    """When the stream last did not stand still. Lag that leaves 0 starts the clock anew."""
    idle_changed = (before.lag == 0) != (after.lag == 0)
    return now if after.batch_id != before.batch_id or idle_changed else before.last_advance_time


def _producer(context: Context) -> ProducerStatus:
    before, seen = context.status.producer, context.observed.producer
    if not seen.fingerprint or seen.fingerprint != context.status.applied.producer:
        return before.model_copy(update={"rate": 0.0})
    report = seen.progress
    return before.model_copy(
        update={
            "acknowledged": report.acknowledged if report else before.acknowledged,
            "rate": round(report.rate, 1) if report and seen.state.alive() else 0.0,
            "finished": before.finished or _finished(context, seen),
        }
    )


def _finished(context: Context, seen: ProducerObserved) -> bool:
    if seen.progress and seen.progress.finished:
        return True
    wanted = context.spec.producer
    bounded = wanted is not None and wanted.bounded()
    return bounded and seen.exit is not None and seen.exit.succeeded() and not seen.exit.drained
