import asyncio
from collections import defaultdict

import pytest

from tune_api.jobs.cluster_records import ClusterRecords
from tune_contract.errors import NotFound, Unreachable

EVENTS = "/api/v1/namespaces/default/events"
LOG = "/api/v1/namespaces/default/pods/d-2/log"


@pytest.fixture
def answers(refused):
    """Path, and for events the object that they are about -> what is answered."""
    return defaultdict(lambda: refused)


@pytest.fixture
def server(serve, answers):
    return serve(
        lambda request: answers[request.path + "".join(request.query.get("fieldSelector", []))]
    )


@pytest.fixture
def tell(answers):
    """tell("Pod", "d-2", event, ...) -> these events are about that object."""

    def add(kind, name, *events):
        about = f"involvedObject.kind={kind},involvedObject.name={name}"
        answers[EVENTS + about] = (200, {"items": list(events)})

    return add


@pytest.fixture
def job(make_job):
    return make_job("genres", status={"attempt": {"number": 2, "driver": "d-2"}})


def event(reason: str, **fields: object) -> dict:
    return {"metadata": {"creationTimestamp": "2026-01-31T10:00:00Z"}, "reason": reason, **fields}


def test_events_of_job_and_driver_newest_first(server, tell, job):
    old = event("A", type="Normal", message="a", lastTimestamp="2026-01-31T11:00:00Z", count=3)
    new = event("B", type="Warning", lastTimestamp=None, eventTime="2026-01-31T12:00:00.5Z")
    tell("TuneJob", "genres", old, new)
    tell("Pod", "d-2", event("C", count=None))
    found = asyncio.run(ClusterRecords(server.client()).events(job))
    assert [(each.reason, each.type, each.message, each.count) for each in found] == [
        ("B", "Warning", "", 1),
        ("A", "Normal", "a", 3),
        ("C", "Normal", "", 1),
    ]
    assert found[0].time.microsecond == 500_000


def test_a_job_without_driver_asks_for_its_own_alone(server, tell, make_job):
    tell("TuneJob", "genres")
    assert asyncio.run(ClusterRecords(server.client()).events(make_job("genres"))) == []
    assert len(server.asked) == 1


def test_events_that_may_not_be_listed_say_so(server, job):
    with pytest.raises(Unreachable, match="events cannot be listed in default: not allowed"):
        asyncio.run(ClusterRecords(server.client()).events(job))


def test_the_tail_of_a_log(server, answers, job):
    answers[LOG] = (200, "one\ntwo\n")
    assert asyncio.run(ClusterRecords(server.client()).log(job, 2)) == "one\ntwo\n"
    assert [each.query for each in server.asked] == [
        {"container": ["driver"], "tailLines": ["2"], "limitBytes": ["1048576"]}
    ]


def test_a_log_that_is_not_there_says_why(server, answers, job):
    answers[LOG] = (404, {"message": 'pods "d-2" not found'})
    with pytest.raises(NotFound) as raised:
        asyncio.run(ClusterRecords(server.client()).log(job, 2))
    assert str(raised.value) == 'the log of d-2 is not there (pods "d-2" not found)'


def test_a_log_that_may_not_be_read_says_so(server, job):
    with pytest.raises(Unreachable, match="the log of d-2 cannot be read: not allowed"):
        asyncio.run(ClusterRecords(server.client()).log(job, 2))
