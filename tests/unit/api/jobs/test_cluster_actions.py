import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from kubernetes.client import ApiClient, Configuration

from tune_api.jobs.cluster_actions import ClusterActions, patch_for
from tune_contract.errors import Conflict, NotFound, Unreachable
from tune_contract.tunejob.action import JobAction

PATH = "/apis/tunejob.io/v1alpha1/namespaces/default/tunejobs/genre-counts"


class Handler(BaseHTTPRequestHandler):
    def do_PATCH(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kind, key = self.headers["Content-Type"], self.headers.get("Authorization")
        self.server.seen.append((self.path, kind, key, json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.seen, running.status, running.body = [], 200, b"{}"
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def ask(server, make_job):
    configuration = Configuration(host=f"http://127.0.0.1:{server.server_port}")
    configuration.api_key = {"authorization": "Bearer account"}
    configuration.retries = False
    actions = ClusterActions(ApiClient(configuration))
    return lambda action: asyncio.run(actions.ask(make_job(), action))


@pytest.mark.parametrize(
    ("action", "patch"),
    [
        (JobAction.SUSPEND, {"spec": {"suspend": True}}),
        (JobAction.RESUME, {"spec": {"suspend": False}}),
        (JobAction.RESTART, {"spec": {"restartNonce": 1}}),
    ],
)
def test_each_is_a_patch_of_one_field(ask, server, action, patch, make_job):
    assert patch_for(make_job(), action) == patch
    ask(action)
    assert server.seen == [(PATH, "application/merge-patch+json", "Bearer account", patch)]


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (403, Conflict, "this API may not change TuneJobs: no (install the chart with api.actions"),
        (404, NotFound, "there is no TuneJob default/genre-counts"),
        (422, Conflict, "default/genre-counts cannot be changed: no"),
        (429, Unreachable, "default/genre-counts cannot be changed now: no"),
        (500, Unreachable, "default/genre-counts cannot be changed now: no"),
    ],
)
def test_a_refusal_is_told_in_the_servers_words(ask, server, status, kind, message):
    server.status, server.body = status, b'{"message": "no"}'
    with pytest.raises(kind) as raised:
        ask(JobAction.SUSPEND)
    assert str(raised.value).startswith(message)


def test_a_refusal_without_words(ask, server):
    server.status, server.body = 502, b"<html>"
    with pytest.raises(Unreachable, match="status 502"):
        ask(JobAction.SUSPEND)


def test_an_api_server_that_is_away(ask, server):
    server.shutdown()
    server.server_close()
    with pytest.raises(Unreachable, match="does not answer"):
        ask(JobAction.SUSPEND)
