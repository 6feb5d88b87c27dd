"""The scripts of supply/ as modules, and an advisory service that knows what it is told."""

import importlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def script(monkeypatch) -> Callable[[str], ModuleType]:
    """script("audit") -> supply/audit.py"""
    monkeypatch.syspath_prepend(ROOT / "supply")
    return importlib.import_module


@dataclass
class Advisories:
    """OSV's answers: what is asked for, by name or package URL -> advisories."""

    url: str = ""
    known: dict[str, list[dict]] = field(default_factory=dict)
    asked: list[dict] = field(default_factory=list)


@pytest.fixture
def advisories() -> Iterator[Advisories]:
    found = Advisories()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.asked.append(query)
            package = query["package"]
            vulnerabilities = found.known.get(package.get("purl") or package["name"], [])
            body = json.dumps({"vulns": vulnerabilities} if vulnerabilities else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found.url = f"http://127.0.0.1:{server.server_port}/v1/query"
        yield found
        server.shutdown()
