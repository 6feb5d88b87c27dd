import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from kubernetes.client import ApiClient, Configuration

from tune_api.jobs.cluster_records import ClusterRecords
from tune_contract.errors import NotFound, Unreachable

EVENTS = "/api/v1/namespaces/default/events"
LOG = "/api/v1/namespaces/default/pods/d-2/log"


class Server:
    """Answers by path and, for events, by the object that they are about."""

    def __init__(self):
        self.answers: dict[str, tuple[int, str]] = {}
        self.asked: list[dict[str, list[str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                url = urlsplit(self.path)
                query = parse_qs(url.query)
                outer.asked.append(query)
                key = url.path + "".join(query.get("fieldSelector", []))
                code, body = outer.answers.get(key, (403, json.dumps({"message": "not allowed"})))
                self.send_response(code)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def client(self):
        configuration = Configuration(host=f"http://127.0.0.1:{self.http.server_address[1]}")
        configuration.retries = False
        return ApiClient(configuration)

    def tell(self, kind: str, name: str, *events: dict) -> None:
        about = f"involvedObject.kind={kind},involvedObject.name={name}"
        self.answers[EVENTS + about] = (200, json.dumps({"items": list(events)}))


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.http.shutdown()
    running.http.server_close()


@pytest.fixture
def job(make_job):
    return make_job("genres", status={"attempt": {"number": 2, "driver": "d-2"}})


def event(reason: str, **fields: object) -> dict:
    return {"metadata": {"creationTimestamp": "2026-01-31T10:00:00Z"}, "reason": reason, **fields}


def test_events_of_job_and_driver_newest_first(server, job):
    old = event("A", type="Normal", message="a", lastTimestamp="2026-01-31T11:00:00Z", count=3)
    new = event("B", type="Warning", lastTimestamp=None, eventTime="2026-01-31T12:00:00.5Z")
    server.tell("TuneJob", "genres", old, new)
    server.tell("Pod", "d-2", event("C", count=None))
    found = asyncio.run(ClusterRecords(server.client()).events(job))
    assert [(each.reason, each.type, each.message, each.count) for each in found] == [
        ("B", "Warning", "", 1),
        ("A", "Normal", "a", 3),
        ("C", "Normal", "", 1),
    ]
    assert found[0].time.microsecond == 500_000


def test_a_job_without_driver_asks_for_its_own_alone(server, make_job):
    server.tell("TuneJob", "genres")
    assert asyncio.run(ClusterRecords(server.client()).events(make_job("genres"))) == []
    assert len(server.asked) == 1


def test_events_that_may_not_be_listed_say_so(server, job):
    with pytest.raises(Unreachable, match="events cannot be listed in default: not allowed"):
        asyncio.run(ClusterRecords(server.client()).events(job))


def test_the_tail_of_a_log(server, job):
    server.answers[LOG] = (200, "one\ntwo\n")
    assert asyncio.run(ClusterRecords(server.client()).log(job, 2)) == "one\ntwo\n"
    assert server.asked == [
        {"container": ["driver"], "tailLines": ["2"], "limitBytes": ["1048576"]}
    ]


def test_a_log_that_is_not_there_says_why(server, job):
    server.answers[LOG] = (404, json.dumps({"message": 'pods "d-2" not found'}))
    with pytest.raises(NotFound) as raised:
        asyncio.run(ClusterRecords(server.client()).log(job, 2))
    assert str(raised.value) == 'the log of d-2 is not there (pods "d-2" not found)'


def test_a_log_that_may_not_be_read_says_so(server, job):
    with pytest.raises(Unreachable, match="the log of d-2 cannot be read: not allowed"):
        asyncio.run(ClusterRecords(server.client()).log(job, 2))
