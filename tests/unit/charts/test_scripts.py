"""The programs that the chart brings, each run as its pod runs it."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

FILES = Path(__file__).parents[3] / "charts" / "tunejob" / "files"


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    text = (FILES / script).read_text(encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", text, *arguments],
        env={"PATH": "", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class FakeApi(ThreadingHTTPServer):
    """Answers the two paths of a health check, and holds TuneJobs that take two looks to go."""

    def __init__(self, jobs: dict[str, list[str]] | None) -> None:
        super().__init__(("127.0.0.1", 0), FakeHandler)
        self.jobs, self.going, self.failures = jobs, dict[str, int](), 2
        self.url = f"http://127.0.0.1:{self.server_port}"

    def look(self, namespace: str) -> list[str]:
        if self.going.get(namespace, 0) > 0:
            self.going[namespace] -= 1
            if self.going[namespace] == 0:
                self.jobs[namespace] = []
        return self.jobs.get(namespace, [])


class FakeHandler(BaseHTTPRequestHandler):
    server: FakeApi

    def do_GET(self) -> None:
        if self.path == "/readyz":
            self.server.failures -= 1
            self.answer(503 if self.server.failures >= 0 else 200, {"detail": "not yet"})
        elif self.server.jobs is None or not self.path.startswith("/apis/tunejob.io/v1alpha1/"):
            self.answer(404, {"message": "no such kind"})
        else:
            names = self.server.look(self.path.split("/")[5])
            self.answer(200, {"items": [{"metadata": {"name": name}} for name in names]})

    def do_DELETE(self) -> None:
        self.server.going[self.path.split("/")[5]] = 2
        self.answer(200, {})

    def answer(self, status: int, body: object) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator:
    servers = []

    def start(jobs=None) -> FakeApi:
        server = FakeApi(jobs)
        servers.append(server)
        threading.Thread(target=server.serve_forever).start()
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def kubeconfig(tmp_path):
    def write(url: str) -> str:
        file = tmp_path / "kubeconfig"
        given = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "fake", "cluster": {"server": url}}],
            "users": [{"name": "fake", "user": {}}],
            "contexts": [{"name": "fake", "context": {"cluster": "fake", "user": "fake"}}],
            "current-context": "fake",
        }
        file.write_text(yaml.safe_dump(given))
        return str(file)

    return write


def test_packages_are_copied_whole_and_again(tmp_path) -> None:
    for _ in range(2):
        done = run("copy_packages.py", str(tmp_path), "tune_contract", "tune_api")
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "tune_api" / "page" / "index.html").is_file()
    assert (tmp_path / "tune_contract" / "tunejob" / "job.py").is_file()
    assert not list(tmp_path.rglob("__pycache__"))
    shown = [sys.executable, "-c", "import tune_api; print(tune_api.__file__)"]
    used = subprocess.run(
        shown, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert used.stdout.strip() == str(tmp_path / "tune_api" / "__init__.py")


def test_a_package_that_is_not_there_is_told(tmp_path) -> None:
    done = run("copy_packages.py", str(tmp_path), "tune_nothing")
    assert (done.returncode, done.stderr) == (1, "the image has no package tune_nothing\n")


def test_the_helm_test_waits_until_it_is_ready(serve) -> None:
    server = serve()
    done = run("helm_test.py", f"{server.url}/readyz")
    assert (done.returncode, done.stdout) == (0, f"ok     {server.url}/readyz\n")
    assert server.failures < 0


def test_tunejobs_are_deleted_and_waited_for(serve, kubeconfig) -> None:
    jobs = {"music": ["genre-counts", "top-tracks"], "chat": ["emotes"], "empty": []}
    server = serve(jobs)
    done = run("delete_tunejobs.py", "music", "chat", "empty", KUBECONFIG=kubeconfig(server.url))
    assert done.returncode == 0, done.stderr
    assert jobs == {"music": [], "chat": [], "empty": []}
    assert set(server.going) == {"music", "chat"}
    assert "music: waiting for genre-counts, top-tracks (2 in all)" in done.stdout


def test_a_kind_that_is_gone_is_no_error(serve, kubeconfig) -> None:
    done = run("delete_tunejobs.py", "music", KUBECONFIG=kubeconfig(serve(None).url))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
