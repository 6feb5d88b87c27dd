from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tune_cli.backend.store import JobStore
from tune_cli.settings import Home
from tune_contract.errors import InvalidInput, NotFound
from tune_contract.tunejob import TuneJob, TuneJobStatus
from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.status import AppliedStatus, AttemptStatus

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
MakeJob = Callable[..., TuneJob]


def test_the_first_run_gives_a_uid(home: Home, make_job: MakeJob) -> None:
    store = JobStore(home)
    job = store.begin(make_job(), NOON)
    assert len(job.metadata.uid) == 36
    assert job.metadata.generation == 1
    assert store.find("genres") == job


def test_a_given_uid_is_kept(home: Home, make_job: MakeJob) -> None:
    job = make_job()
    wanted = job.model_copy(update={"metadata": job.metadata.model_copy(update={"uid": "u"})})
    assert JobStore(home).begin(wanted, NOON).metadata.uid == "u"


def test_the_next_run_keeps_uid_attempt_and_what_was_applied(home: Home, make_job: MakeJob) -> None:
    store = JobStore(home)
    first = store.begin(make_job(), NOON)
    applied = AppliedStatus(identity="topics")
    ended = TuneJobStatus(
        phase=Phase.FAILED, attempt=AttemptStatus(number=4), applied=applied, finish_time=NOON
    )
    store.save(first.model_copy(update={"status": ended}))
    second = store.begin(make_job(), NOON)
    assert second.metadata == first.metadata
    assert second.status == TuneJobStatus(
        attempt=AttemptStatus(number=4, end_time=NOON),
        attempts=second.status.attempts,
        applied=applied,
    )
    assert [(each.number, each.end_time, each.message) for each in second.status.attempts] == [
        (4, NOON, "It ended with the `tune run` before this one.")
    ]
    assert store.begin(make_job(), NOON).status.attempts == second.status.attempts


def test_a_changed_spec_is_a_new_generation(home: Home, make_job: MakeJob) -> None:
    store = JobStore(home)
    store.begin(make_job(), NOON)
    changed = store.begin(make_job(restartNonce=1), NOON)
    assert changed.metadata.generation == 2
    assert store.change(changed, changed) is changed
    suspended = store.change(changed, make_job(restartNonce=1, suspend=True))
    assert suspended.metadata.generation == 3
    assert store.find("genres") == suspended


def test_lists_all_jobs(home: Home, make_job: MakeJob) -> None:
    store = JobStore(home)
    store.begin(make_job("b"), NOON)
    store.begin(make_job("a"), NOON)
    assert [job.metadata.name for job in store.jobs()] == ["a", "b"]
    with pytest.raises(NotFound) as caught:
        store.find("c")
    assert caught.value.hint == "there are: a, b"


def test_a_document_of_another_version_is_told(home: Home) -> None:
    path = JobStore(home).folder("default", "genres").document
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    with pytest.raises(InvalidInput, match="was written by another version: 2 problems"):
        JobStore(home).find("genres")
