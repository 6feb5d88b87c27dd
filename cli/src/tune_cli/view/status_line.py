"""Says in one line how a run is going."""

from tune_cli.backend.loop import Pass
from tune_cli.backend.winding import Stage
from tune_contract.runtime.reports import DriverProgress
from tune_contract.tunejob.phase import Phase


def status_line(latest: Pass, stage: Stage) -> str:
    """Phase, rate, lag, batch, watermark, restarts and dead letters."""
    status = latest.job.status
    progress = status.progress
    parts = [_phase(latest, stage)]
    if status.producer.acknowledged:
        parts.append(f"produced {status.producer.acknowledged:,} ({status.producer.rate:,.0f}/s)")
    if progress.batch_id is not None:
        parts.append(f"batch {progress.batch_id}")
        parts.append(f"{progress.processed_rows_per_second:,.0f} rows/s")
    if progress.lag is not None:
        parts.append(f"lag {progress.lag:,}")
    if progress.watermark is not None:
        parts.append(f"watermark {progress.watermark:%H:%M:%S}")
    parts += _when_any("restarts", status.restarts.count)
    parts += _when_any("dead letters", progress.dead_letters)
    parts += _when_any("late", progress.late_rows)
    return "  ".join(parts)


def _phase(latest: Pass, stage: Stage) -> str:
    if stage is not Stage.RUNNING and latest.job.status.phase is not Phase.SUSPENDED:
        return f"Stopping: {stage.value}"
    if latest.job.status.phase is Phase.STARTING:
        return f"Starting: {_start_step(latest.observed.driver.progress)}"
    return latest.job.status.phase.value


def _start_step(progress: DriverProgress | None) -> str:
    """What the driver does on its way to the first batch."""
    if progress is None or not progress.startup.jvm:
        return "Java"
    if not progress.startup.session:
        return "Spark session"
    return "first batch" if progress.startup.query else "query"


def _when_any(name: str, count: int) -> list[str]:
    return [f"{name} {count:,}"] if count else []
