import asyncio

import pytest

from tune_api.jobs.directory_records import DirectoryRecords
from tune_api.jobs.records import MOST_BYTES
from tune_contract.errors import NotFound
from tune_contract.runtime.job_events import JobEvent, JobEvents


@pytest.fixture
def records(tmp_path) -> DirectoryRecords:
    return DirectoryRecords(tmp_path / "jobs", tmp_path / "runs")


@pytest.fixture
def job(make_job):
    return make_job(status={"attempt": {"number": 2, "driver": "genre-counts-driver-2"}})


@pytest.fixture
def write_log(tmp_path):
    def write(content: bytes) -> None:
        file = tmp_path / "runs/default/genre-counts/genre-counts-driver-2/driver.log"
        file.parent.mkdir(parents=True)
        file.write_bytes(content)

    return write


def test_events_of_the_file(records, job, tmp_path, now):
    told = JobEvents(events=[JobEvent(time=now, type="Normal", reason="StartDriver", message="m")])
    file = tmp_path / "jobs/default/genre-counts/events.json"
    file.parent.mkdir(parents=True)
    file.write_text(told.model_dump_json())
    assert asyncio.run(records.events(job)) == told.events
    file.write_text("half of")
    assert asyncio.run(records.events(job)) == ()


def test_no_events_yet(records, job):
    assert asyncio.run(records.events(job)) == ()


def test_the_last_lines(records, job, write_log):
    write_log(b"one\ntwo\nthree \xff\n")
    assert asyncio.run(records.log(job, 2)) == "two\nthree \ufffd\n"
    assert asyncio.run(records.log(job, 100)) == "one\ntwo\nthree \ufffd\n"


def test_a_line_without_end_is_bounded(records, job, write_log):
    write_log(b"x" * (MOST_BYTES + 5))
    assert len(asyncio.run(records.log(job, 1))) == MOST_BYTES


def test_a_log_that_is_not_there(records, job, make_job, tmp_path):
    with pytest.raises(NotFound, match="the log of genre-counts-driver-2 is not there"):
        asyncio.run(records.log(job, 1))
    with pytest.raises(NotFound, match="genre-counts has no driver"):
        asyncio.run(records.log(make_job(), 1))
    with pytest.raises(NotFound, match="this API shows no logs"):
        asyncio.run(DirectoryRecords(tmp_path, None).log(job, 1))
