import pytest

from tune_contract.runtime.job_events import JobEvent

JOB = "/api/v1/jobs/default/genre-counts"
ENDED = {
    "number": 1,
    "startTime": "2026-01-31T11:00:00Z",
    "endTime": "2026-01-31T11:30:00Z",
    "class": "OutOfMemory",
    "exitCode": 137,
    "message": "It was killed.",
}


@pytest.fixture
def started(jobs, make_job):
    """started(**attempt) -> the job has that attempt, and one that has ended."""

    def start(**attempt):
        status = {"attempt": {"number": 2, "driver": "d-2", **attempt}, "attempts": [ENDED]}
        jobs.jobs[:] = [make_job(status=status)]

    return start


def test_a_job_that_has_not_begun(client):
    assert client.get(f"{JOB}/timeline").json() == {"attempts": [], "events": []}


def test_the_driver_that_runs_stands_first(client, started):
    started(startTime="2026-01-31T11:31:00Z")
    assert client.get(f"{JOB}/timeline").json()["attempts"] == [
        {
            "number": 2,
            "startTime": "2026-01-31T11:31:00Z",
            "endTime": None,
            "class": None,
            "exitCode": None,
            "message": "",
        },
        ENDED,
    ]


def test_one_that_has_ended_stands_once(client, started):
    started(endTime="2026-01-31T11:40:00Z")
    assert client.get(f"{JOB}/timeline").json()["attempts"] == [ENDED]


def test_events_as_they_were_told(client, records, now):
    event = JobEvent(time=now, type="Warning", reason="KillDriver", message="It hung.", count=2)
    records.told.append(event)
    assert client.get(f"{JOB}/timeline").json()["events"] == [
        {
            "time": "2026-01-31T12:00:00Z",
            "type": "Warning",
            "reason": "KillDriver",
            "message": "It hung.",
            "count": 2,
        }
    ]


def test_the_tail_of_the_log(client, started, records):
    started()
    records.lines = ["one", "two", "three"]
    answer = client.get(f"{JOB}/logs?lines=2")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == "d-2: two\nd-2: three\n"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/jobs/default/nope/timeline", 404),
        ("/api/v1/jobs/default/nope/logs", 404),
        (f"{JOB}/logs", 404),
        (f"{JOB}/logs?lines=0", 422),
        (f"{JOB}/logs?lines=5001", 422),
    ],
)
def test_what_cannot_be_shown(client, path, status):
    assert client.get(path).status_code == status
