"""A report for people."""

from collections.abc import Iterator

from tune_jobs.checkpoint.report import CheckpointReport

_MOST_SHOWN = 20  # findings; the rest is in the JSON


def detailed(report: CheckpointReport, job: str) -> Iterator[str]:
    """The lines on one checkpoint.

    Args:
        report: what was found.
        job: the name that `tune` knows it by.
    """
    yield f"{report.location}: {report.verdict.value}"
    yield f"  {_batches(report)}"
    yield f"  {_state(report)}"
    for found in report.findings[:_MOST_SHOWN]:
        yield f"  {found.verdict.value}: {found.file}: {found.message}"
    if len(report.findings) > _MOST_SHOWN:
        yield f"  and {len(report.findings) - _MOST_SHOWN} more: --json has all"
    good = report.last_good_batch
    yield f"  last good batch: {'none' if good is None else good}"
    yield f"  {report.advice(job)}"


def short(report: CheckpointReport, *, current: bool) -> Iterator[str]:
    """The lines on one of several.

    Args:
        report: what was found.
        current: whether it is the one that the job goes on with.
    """
    yield f"{report.location}: {report.verdict.value}{' (in use)' if current else ''}"
    yield f"  resetNonce {report.reset_nonce}, query {report.query or 'not begun'}"
    yield f"  {_batches(report)}"
    yield f"  {_state(report)}"


def _batches(report: CheckpointReport) -> str:
    if report.first_batch is None:
        return "no batch is begun"
    kept = f"batches {report.first_batch} to {report.last_batch} kept"
    if report.last_committed is None:
        return f"{kept}, none committed"
    time = report.last_committed_time
    began = f" of {time:%Y-%m-%d %H:%M:%S} UTC" if time else ""
    return f"{kept}, {report.last_committed}{began} committed last"


def _state(report: CheckpointReport) -> str:
    state = report.state
    if not state.partitions:
        return f"no state, {report.size:,} bytes in all"
    return (
        f"state: {state.partitions} partitions, {state.size:,} bytes, {state.format}; "
        f"{report.size:,} bytes in all"
    )
