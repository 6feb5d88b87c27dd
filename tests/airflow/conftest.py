"""A real Airflow with the example's folders, and a stand-in for the one kind of object it asks for.

airflow_home   a home of the session's own with a migrated database
api            the stand-in: .answers (what each GET says of a job), .applied, .merged
dags           the parsed DAGs
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

EXAMPLE = Path(__file__).parents[2] / "examples" / "airflow"
HOME = tempfile.TemporaryDirectory(prefix="airflow-")
# Before anything imports Airflow, which reads them then.
os.environ |= {
    "AIRFLOW_HOME": HOME.name,
    "AIRFLOW__CORE__DAGS_FOLDER": str(EXAMPLE / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(EXAMPLE / "plugins"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "TUNEJOB_POKE_SECONDS": "1",
}
sys.path.append(str(EXAMPLE / "plugins"))
Document = dict[str, Any]


@pytest.fixture(scope="session")
def airflow_home() -> Iterator[Path]:
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], check=True, timeout=300)
    yield Path(HOME.name)
    HOME.cleanup()


@pytest.fixture
def dags():
    from airflow.dag_processing.dagbag import DagBag  # noqa: PLC0415 - once its home is there

    return DagBag(str(EXAMPLE / "dags"))


@dataclass
class Api:
    """Holds TuneJobs as an API server does: an applied one has a generation, and then a status."""

    answers: list[Document]
    """The statuses that a job goes through, one for each time it is looked at; the last one stays."""
    jobs: dict[str, Document] = field(default_factory=dict)
    applied: list[Document] = field(default_factory=list)
    merged: list[Document] = field(default_factory=list)
    refusal: int = 0
    """The HTTP status by which everything is refused; 0 = nothing is."""

    def apply(self, name: str, document: Document) -> Document:
        self.applied.append(document)
        before = self.jobs.get(name)
        generation = before["metadata"]["generation"] if before else 0
        if before is None or before["spec"] != document["spec"]:
            generation += 1
        metadata = document["metadata"] | {"generation": generation}
        self.jobs[name] = document | {"metadata": metadata, "looks": 0}
        return self.jobs[name]

    def look(self, name: str) -> Document | None:
        job = self.jobs.get(name)
        if job is None:
            return None
        status = self.answers[min(job["looks"], len(self.answers) - 1)]
        job["looks"] += 1
        return job | {"status": {"observedGeneration": job["metadata"]["generation"], **status}}


class Handler(BaseHTTPRequestHandler):
    api: Api

    def do_GET(self) -> None:
        self._answer(self.api.look(self._name()))

    def do_PATCH(self) -> None:
        document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "apply" in self.headers["Content-Type"]:
            found = 201 if self._name() not in self.api.jobs else 200
            self._answer(self.api.apply(self._name(), document), found)
        else:
            self.api.merged.append(document)
            self._answer(document)

    def _name(self) -> str:
        return self.path.partition("?")[0].rsplit("/", 1)[1]

    def _answer(self, document: Document | None, found: int = 200) -> None:
        code = self.api.refusal or (found if document else 404)
        content = json.dumps(document if code == found else {"message": "no"}).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Be quiet."""


@pytest.fixture
def api(tmp_path, monkeypatch) -> Iterator[Api]:
    held = Api([{"phase": "Starting"}, {"phase": "Succeeded"}])
    handler = type("Bound", (Handler,), {"api": held})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    cluster = {"name": "x", "cluster": {"server": f"http://127.0.0.1:{server.server_port}"}}
    config = {
        "clusters": [cluster],
        "contexts": [{"name": "x", "context": {"cluster": "x", "user": "x"}}],
        "users": [{"name": "x", "user": {}}],
        "current-context": "x",
    }
    (tmp_path / "kubeconfig").write_text(yaml.safe_dump(config))
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "kubeconfig"))
    yield held
    server.shutdown()
    server.server_close()
    thread.join()
