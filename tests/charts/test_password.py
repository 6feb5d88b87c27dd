"""The generated password survives upgrades: Helm asks a cluster for the Secret that is there.

The cluster is a fake one, which knows the kinds of the chart and holds one Secret.
"""

import base64
import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import yaml

from .rendered import CHARTS, NAMESPACE, split

pytestmark = pytest.mark.charts
KINDS = {
    "v1": ["ConfigMap", "Secret", "Service"],
    "apps/v1": ["StatefulSet"],
    "networking.k8s.io/v1": ["NetworkPolicy"],
}


def plural(kind: str) -> str:
    return kind.lower()[:-1] + "ies" if kind.endswith("y") else kind.lower() + "s"


def discovery(group_version: str) -> dict[str, Any]:
    resources = [
        {
            "name": plural(kind),
            "singularName": kind.lower(),
            "namespaced": True,
            "kind": kind,
            "verbs": ["get"],
        }
        for kind in KINDS[group_version]
    ]
    return {"kind": "APIResourceList", "groupVersion": group_version, "resources": resources}


def group(group_version: str) -> dict[str, Any]:
    name, version = group_version.split("/")
    served = {"groupVersion": group_version, "version": version}
    return {"name": name, "versions": [served], "preferredVersion": served}


def documents(secret: dict[str, str] | None) -> dict[str, Any]:
    """What the cluster answers, by path; everything else is not there."""
    found = {
        "/version": {"major": "1", "minor": "34", "gitVersion": "v1.34.4"},
        "/api": {"kind": "APIVersions", "versions": ["v1"]},
        "/apis": {"kind": "APIGroupList", "groups": [group(each) for each in KINDS if "/" in each]},
        **{f"/api{'s' if '/' in each else ''}/{each}": discovery(each) for each in KINDS},
    }
    if secret is not None:
        data = {key: base64.b64encode(value.encode()).decode() for key, value in secret.items()}
        found[f"/api/v1/namespaces/{NAMESPACE}/secrets/results-db"] = {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "results-db", "namespace": NAMESPACE},
            "data": data,
        }
    return found


class Handler(BaseHTTPRequestHandler):
    documents: dict[str, Any]

    def do_GET(self) -> None:
        found = self.documents.get(self.path.partition("?")[0])
        missing = {"kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404}
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(missing if found is None else found).encode())

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def password_of_upgrade(helm, tmp_path) -> Iterator:
    servers = []

    def run(secret: dict[str, str] | None, **values: Any) -> str:
        handler = type("Handler", (Handler,), {"documents": documents(secret)})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever).start()
        command = [helm, "template", "tune-kafka", str(CHARTS / "tunejob-kafka"), "-n", NAMESPACE]
        options = [
            "--dry-run=server",
            "--is-upgrade",
            "--disable-openapi-validation",
            "--values",
            "-",
        ]
        address = ["--kube-apiserver", f"http://127.0.0.1:{server.server_port}"]
        done = subprocess.run(
            [*command, *options, *address],
            input=yaml.safe_dump({"kafka": {"enabled": False}, "postgresql": values}),
            env={"HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        made = split(done.stdout, "tunejob-kafka").one("Secret", "results-db")
        return base64.b64decode(made["data"]["password"]).decode()

    yield run
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_one_that_is_there_is_kept(password_of_upgrade) -> None:
    assert password_of_upgrade({"password": "kept", "uri": "postgresql://"}) == "kept"


def test_a_given_one_is_preferred(password_of_upgrade) -> None:
    assert password_of_upgrade({"password": "kept"}, password="given") == "given"


@pytest.mark.parametrize("secret", [None, {}, {"uri": "postgresql://elsewhere"}])
def test_one_is_made_when_there_is_none(password_of_upgrade, secret) -> None:
    assert len(password_of_upgrade(secret)) == 32
