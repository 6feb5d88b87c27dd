"""Keeps TuneJobs with their status as files: what the API server is on a cluster."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from tune_cli.backend.folders import JobFolder
from tune_cli.backend.requests import Requests
from tune_cli.files import write_atomically
from tune_cli.settings import Home
from tune_contract.errors import InvalidInput, NotFound
from tune_contract.tunejob import TuneJob, TuneJobStatus
from tune_contract.tunejob.status import AttemptStatus, EndedAttempt
from tune_operator.core.attempt import KEPT


class JobStore:
    """The jobs below one home folder."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def folder(self, namespace: str, name: str) -> JobFolder:
        """Where a job's files are, whether it exists or not."""
        return JobFolder(self._home, namespace, name)

    def folder_of(self, job: TuneJob) -> JobFolder:
        """Where this job's files are."""
        return self.folder(job.metadata.namespace, job.metadata.name)

    def jobs(self) -> Iterator[TuneJob]:
        """Every job, by namespace and name."""
        for path in sorted(self._home.jobs.glob("*/*/tunejob.json")):
            yield _read(path)

    def find(self, name: str, namespace: str = "default") -> TuneJob:
        """The job of that name.

        Raises:
            NotFound: there is none; the hint lists those that are.
        """
        job = self._load(namespace, name)
        if job is None:
            known = ", ".join(job.metadata.name for job in self.jobs())
            hint = f"there are: {known}" if known else "`tune run FILE` makes one"
            raise NotFound(f"no job {name} in {self._home.root}", hint)
        return job

    def begin(self, wanted: TuneJob, now: datetime) -> TuneJob:
        """Take in a job that a user runs, and keep it.

        The first time it is given a uid; a changed spec makes a new generation. A new run is a
        fresh request: of the old status only what continuity needs stays, so that a job that
        failed or succeeded runs again. No process of an earlier run may live any more.
        """
        known = self._load(wanted.metadata.namespace, wanted.metadata.name)
        job = _first(wanted) if known is None else _next(known, wanted, now)
        self.save(job)
        return job

    def change(self, job: TuneJob, wanted: TuneJob) -> TuneJob:
        """Keep a spec changed while the job runs: a new generation when it differs."""
        if job.spec == wanted.spec:
            return job
        metadata = job.metadata.model_copy(update={"generation": job.metadata.generation + 1})
        changed = job.model_copy(update={"spec": wanted.spec, "metadata": metadata})
        self.save(changed)
        return changed

    def requests_of(self, job: TuneJob) -> Requests:
        """What is asked of the job while it runs."""
        return Requests(self.folder_of(job).requests)

    def save(self, job: TuneJob) -> None:
        """Keep the job as it is now."""
        write_atomically(self.folder_of(job).document, job.model_dump_json(indent=2))

    def _load(self, namespace: str, name: str) -> TuneJob | None:
        path = self.folder(namespace, name).document
        return _read(path) if path.exists() else None


def _read(path: Path) -> TuneJob:
    try:
        return TuneJob.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise InvalidInput(
            f"{path} was written by another version: {error.error_count()} problems",
            f"remove {path.parent} to forget the job's status; results stay",
        ) from None


def _first(wanted: TuneJob) -> TuneJob:
    uid = wanted.metadata.uid or str(uuid.uuid4())
    metadata = wanted.metadata.model_copy(update={"uid": uid, "generation": 1})
    return wanted.model_copy(update={"metadata": metadata, "status": TuneJobStatus()})


def _next(known: TuneJob, wanted: TuneJob, now: datetime) -> TuneJob:
    changed = known.spec != wanted.spec
    generation = known.metadata.generation + changed
    uid = known.metadata.uid
    metadata = wanted.metadata.model_copy(update={"uid": uid, "generation": generation})
    attempt = known.status.attempt.number
    status = TuneJobStatus(
        attempt=AttemptStatus(number=attempt, end_time=now if attempt else None),
        attempts=_ended(known, now),
        applied=known.status.applied,
        results=known.status.results,
    )
    return wanted.model_copy(update={"metadata": metadata, "status": status})


def _ended(known: TuneJob, now: datetime) -> list[EndedAttempt]:
    """The attempts of earlier runs; one that was not seen to end has ended with its run."""
    attempt, ended = known.status.attempt, known.status.attempts
    if not attempt.open():
        return ended
    lost = EndedAttempt(
        number=attempt.number,
        start_time=attempt.start_time,
        end_time=now,
        message="It ended with the `tune run` before this one.",
    )
    return [lost, *ended][:KEPT]
