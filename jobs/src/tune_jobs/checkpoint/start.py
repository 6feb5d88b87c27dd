"""Looks at a checkpoint before its query starts: what Spark would go on from, and lose records.

It reads what Spark reads first: the ends of the logs, a few small files. Of a checkpoint that is
broken all is read, to name the last good batch.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyspark.sql import SparkSession

from tune_contract.errors import InvalidInput, TuneError
from tune_contract.runtime.job_config import JobConfig
from tune_jobs.checkpoint.errors import CheckpointBroken
from tune_jobs.checkpoint.files import Files, LocalFiles
from tune_jobs.checkpoint.hadoop import HadoopFiles
from tune_jobs.checkpoint.inspection import Inspection
from tune_jobs.checkpoint.logs import Logs
from tune_jobs.checkpoint.place import local_folder
from tune_jobs.checkpoint.report import CheckpointReport, Finding
from tune_jobs.checkpoint.verify import compare, verify

Newest = Callable[[str], int | None]
"""A query's id -> the number of the newest batch that a sink has of it."""


def files_of(spark: SparkSession, location: str) -> Files:
    """The files of a checkpoint: without Java when it is on this machine."""
    try:
        return LocalFiles(local_folder(location))
    except InvalidInput:
        return HadoopFiles(spark, location)


def check_start(files: Files, config: JobConfig, query: str, sinks: Sequence[Newest]) -> None:
    """See that nothing is lost by going on.

    Args:
        files: the checkpoint's.
        config: the job's.
        query: the id in the checkpoint's mark; empty before the first start.
        sinks: those that know which batches they have.

    Raises:
        CheckpointBroken: a log has a hole or a torn entry, or a sink has batches that the
            checkpoint does not know: Spark would give their numbers to other records, and the sink
            pass over them.
    """
    look = _Look.at(files, query, sinks)
    if look.wrong():  # another driver may write meanwhile, and what was read first is older
        look = _Look.at(files, query, sinks)
    if not look.inspection.verdict().usable():
        report = verify(files, config.checkpoint.location, config.job.uid)
        raise broken(report, look.inspection.findings, config.job.name)
    if look.outrun():
        report = verify(files, config.checkpoint.location)
        raise _outrun(report, config.job.name, look.newest)


@dataclass(frozen=True)
class _Look:
    """One look at what Spark reads first."""

    inspection: Inspection
    last: int
    """The last batch that was begun; -1 before the first."""
    newest: int
    """The newest one that a sink has."""

    @classmethod
    def at(cls, files: Files, query: str, sinks: Sequence[Newest]) -> "_Look":
        inspection = Inspection(files)
        logs = Logs(inspection)
        found = logs.query(query)
        known = [sink(found) for sink in sinks] if found else []  # before the logs: they grow
        logs.check_end()
        compare(logs, has_state=bool(inspection.numbers("state")))
        return cls(
            inspection,
            last=logs.offsets[-1] if logs.offsets else -1,
            newest=max((number for number in known if number is not None), default=-1),
        )

    def outrun(self) -> bool:
        return self.newest > self.last

    def wrong(self) -> bool:
        return self.outrun() or not self.inspection.verdict().usable()


def explained(config: JobConfig, error: Exception) -> Exception:
    """What a failure to read the checkpoint comes from, if its files say it; else the failure."""
    if isinstance(error, TuneError):
        return error
    location = config.checkpoint.location
    try:
        report = verify(LocalFiles(local_folder(location)), location, config.job.uid)
    except InvalidInput:  # in an object store, and Spark may be gone
        return error
    if report.verdict.usable():
        return error
    return broken(report, report.findings, config.job.name)


def broken(report: CheckpointReport, findings: list[Finding], job: str) -> CheckpointBroken:
    """The error of a checkpoint that is not whole.

    Args:
        report: on all of it.
        findings: what keeps the driver from going on, among them something worse than unfinished.
        job: its name.
    """
    worst = [each for each in findings if not each.verdict.usable()]
    more = f", and {len(worst) - 1} more" if len(worst) > 1 else ""
    return CheckpointBroken(
        f"the checkpoint {report.location} is broken: {_said(worst[0])}{more}; {_good(report)}",
        f"`tune checkpoint verify {job}` tells all. {report.advice(job)}",
    )


def _outrun(report: CheckpointReport, job: str, newest: int) -> CheckpointBroken:
    last = "no batch" if report.last_batch is None else f"batch {report.last_batch}"
    back = f"`tune checkpoint restore {job} --to-batch {report.last_good_batch}`"
    again = f"let it be counted again from there with {back}, or " if _has_good(report) else ""
    return CheckpointBroken(
        f"the checkpoint {report.location} goes to {last}, and its sink has batch {newest}: it is "
        f"an older copy, and what comes next would be passed over; {_good(report)}",
        f"put the newest copy back, or {again}change checkpoint.resetNonce to start over",
    )


def _has_good(report: CheckpointReport) -> bool:
    return report.last_good_batch is not None


def _good(report: CheckpointReport) -> str:
    good = report.last_good_batch
    return "no batch of it is whole" if good is None else f"the last good batch is {good}"


def _said(found: Finding) -> str:
    return f"{found.file} is {found.verdict.value}: {found.message}"
