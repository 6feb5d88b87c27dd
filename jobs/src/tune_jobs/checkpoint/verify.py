"""Walks a checkpoint: what is there, what is wrong, and which batch is the last good one."""

from tune_jobs.checkpoint.errors import CheckpointMismatch
from tune_jobs.checkpoint.files import Files
from tune_jobs.checkpoint.inspection import Inspection
from tune_jobs.checkpoint.logs import Logs
from tune_jobs.checkpoint.mark import MARK, CheckpointMark, read_mark
from tune_jobs.checkpoint.report import CheckpointReport, StateReport, Verdict
from tune_jobs.checkpoint.stores import Stores


def verify(files: Files, location: str, uid: str = "") -> CheckpointReport:
    """Look at every file of a checkpoint.

    Args:
        files: its files.
        location: where it is, for the report.
        uid: the job's that it should be of; empty when any job's will do.
    """
    inspection = Inspection(files)
    logs, stores = Logs(inspection), Stores(inspection)
    mark = _mark(inspection, location, uid)
    query = logs.query(mark.query if mark else "")
    logs.check()
    done = logs.commits[-1] if logs.commits else None
    if done is not None:
        stores.check(done + 1)
    compare(logs, has_state=bool(stores.partitions))
    return CheckpointReport(
        location=location,
        verdict=inspection.verdict(),
        findings=inspection.findings,
        job=f"{mark.namespace}/{mark.name}" if mark else "",
        query=query,
        first_batch=logs.offsets[0] if logs.offsets else None,
        last_batch=logs.offsets[-1] if logs.offsets else None,
        last_committed=done,
        last_committed_time=None if done is None else logs.began(done),
        last_good_batch=last_good(logs, stores),
        state=StateReport(
            format=logs.state_format(),
            partitions=len(stores.partitions),
            size=inspection.size("state/"),
        ),
        size=inspection.size(),
    )


def compare(logs: Logs, *, has_state: bool) -> None:
    """Hold the logs against the state: one without the other is lost."""
    if has_state and not logs.offsets and not logs.commits:
        message = "there is a state, and no batch that it is of"
        logs.inspection.find(Verdict.MISSING, "offsets", message)
    if logs.commits and not has_state and logs.has_watermark():
        message = "the query keeps one, and it is gone"
        logs.inspection.find(Verdict.MISSING, "state", message)


def last_good(logs: Logs, stores: Stores) -> int | None:
    """The newest batch with whole logs and a state that can be loaded."""
    if not stores.partitions and logs.has_watermark():
        return None
    return next((each for each in reversed(logs.commits) if is_good(each, logs, stores)), None)


def is_good(batch: int, logs: Logs, stores: Stores) -> bool:
    """Whether a driver can go on after a batch: its state is version N + 1."""
    return logs.whole(batch) and stores.loads(batch + 1)


def _mark(inspection: Inspection, location: str, uid: str) -> CheckpointMark | None:
    data = inspection.content(MARK, lambda _: "")
    if data is None:
        inspection.find(Verdict.FOREIGN, MARK, "it is not there: no TuneJob made this")
        return None
    try:
        mark = read_mark(location, data.decode("utf-8", "replace"))
    except CheckpointMismatch as error:
        inspection.find(Verdict.TORN, MARK, error.message)
        return None
    if uid and mark.uid != uid:
        theirs = f"it is of {mark.namespace}/{mark.name}, uid {mark.uid}"
        inspection.find(Verdict.FOREIGN, MARK, theirs)
    return mark
