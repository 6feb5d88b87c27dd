"""A server that stands for the Kubernetes API: each test says what it answers."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from kubernetes.client import ApiClient, Configuration


@dataclass
class Request:
    """What a client sent."""

    path: str
    query: dict[str, list[str]]
    headers: Message
    content: bytes


Answer = tuple[int, str | dict[str, Any]]
"""A status, and a text or a document."""


@dataclass
class ApiServer:
    """The server: `answer` is asked for each request, `asked` has them all."""

    answer: Callable[[Request], Answer]
    asked: list[Request] = field(default_factory=list)

    def start(self) -> None:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def client(self, key: str = "") -> ApiClient:
        configuration = Configuration(host=f"http://127.0.0.1:{self._http.server_port}")
        configuration.api_key = {"authorization": key} if key else {}
        configuration.retries = False
        return ApiClient(configuration)


def _handler(server: ApiServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(url.path, parse_qs(url.query), self.headers, content)
            server.asked.append(request)
            status, body = server.answer(request)
            self.send_response(status)
            self.end_headers()
            self.wfile.write((body if isinstance(body, str) else json.dumps(body)).encode())

        do_PATCH = do_GET  # noqa: N815 - the base's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[Request], Answer]], ApiServer]]:
    """serve(answer) -> a server that answers so: .client(), .asked, .stop()"""
    running = []

    def start(answer: Callable[[Request], Answer]) -> ApiServer:
        server = ApiServer(answer)
        server.start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def refused() -> Answer:
    """How a missing right is told."""
    return 403, {"message": "not allowed"}
