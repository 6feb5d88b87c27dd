import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from kubernetes.client import ApiClient, Configuration

from tune_api.jobs.cluster import ClusterJobs
from tune_contract.errors import NotFound, Unreachable


def job(name, version="1", **spec):
    wanted = {
        "pipeline": "genre-counts",
        "kafka": {"cluster": "tune", "topics": {"plays": {"name": "plays"}}},
        "sinks": [{"csv": {"path": "x"}}],
        **spec,
    }
    meta = {"name": name, "namespace": "music", "uid": name, "resourceVersion": version}
    return {"metadata": meta, "spec": wanted, "status": {"phase": "Running"}}


class Server:
    """Answers lists of TuneJobs as an API server does."""

    def __init__(self):
        self.namespaces = {}
        self.asked = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked += 1
                namespace = self.path.split("/")[5]
                found = outer.namespaces.get(namespace)
                code = 200 if found is not None else 403
                body = {"items": found} if found is not None else {"message": "not allowed"}
                self.send_response(code)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def client(self):
        configuration = Configuration(host=f"http://127.0.0.1:{self.http.server_address[1]}")
        configuration.retries = False
        return ApiClient(configuration)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.http.shutdown()
    running.http.server_close()


def test_the_jobs_of_all_namespaces_in_order(server):
    server.namespaces = {"music": [job("b"), job("a")], "chat": []}
    jobs = asyncio.run(ClusterJobs(server.client(), ["music", "chat"]).list())
    assert [each.metadata.name for each in jobs] == ["a", "b"]
    assert jobs[0].status.phase.value == "Running"


def test_one_list_serves_all_who_ask(server):
    server.namespaces = {"music": [job("a")]}
    source = ClusterJobs(server.client(), ["music"])

    async def ask():
        await asyncio.gather(*(source.list() for _ in range(50)))

    asyncio.run(ask())
    assert server.asked == 1


def test_one_job(server):
    server.namespaces = {"music": [job("a")]}
    source = ClusterJobs(server.client(), ["music"])
    assert asyncio.run(source.get("music", "a")).metadata.name == "a"


def test_a_job_that_is_not_there(server):
    server.namespaces = {"music": []}
    with pytest.raises(NotFound, match="there is no TuneJob music/a"):
        asyncio.run(ClusterJobs(server.client(), ["music"]).get("music", "a"))


def test_an_object_of_a_newer_version_is_passed_over(server):
    server.namespaces = {"music": [job("a"), job("b", novelty=1)]}
    jobs = asyncio.run(ClusterJobs(server.client(), ["music"]).list())
    assert [each.metadata.name for each in jobs] == ["a"]


def test_a_missing_right_is_told_in_the_servers_words(server):
    server.namespaces = {}
    with pytest.raises(Unreachable, match="TuneJobs cannot be listed in music: not allowed"):
        asyncio.run(ClusterJobs(server.client(), ["music"]).list())


def test_an_api_server_that_is_away(server):
    client = server.client()
    server.http.shutdown()
    server.http.server_close()
    with pytest.raises(Unreachable, match="does not answer"):
        asyncio.run(ClusterJobs(client, ["music"]).list())
