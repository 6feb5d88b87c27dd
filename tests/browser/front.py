"""Stands before the real API and adds what another version of it has: a small real server.

It passes everything on, streams too. `answers` holds what it answers itself: path -> document, text
or status. `asked` lists what it was sent.
"""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

HIDDEN = {"transfer-encoding", "connection", "content-length", "content-encoding"}


@dataclass
class Front:
    """The server."""

    behind: str
    """The real API's address."""
    answers: dict[str, Any] = field(default_factory=dict)
    """Path -> what is answered: a status, a text, or a document."""
    history: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Job -> the `history` that GET /jobs has for it."""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, path and body of all that was not a GET."""
    url: str = ""

    def start(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, body: str) -> tuple[int, str, bytes] | None:
        """Status, type and content, when it is answered here."""
        if method != "GET":
            self.asked.append((method, path, body))
        found = self.answers.get(f"{method} {path}", self.answers.get(path))
        if callable(found):
            found = found(body)
        if found is None:
            return None
        if isinstance(found, int):
            return found, "application/json", b""
        if isinstance(found, str):
            return 200, "text/plain; charset=utf-8", found.encode()
        status = found.get("status", 200) if "detail" in found else 200
        return status, "application/json", json.dumps(found).encode()

    def with_history(self, content: bytes) -> bytes:
        document = json.loads(content)
        for job in document["jobs"]:
            if job["name"] in self.history:
                job["history"] = self.history[job["name"]]
        return json.dumps(document).encode()


def _handler(front: Front) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - a class that knows it
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._serve("GET")

        def do_POST(self) -> None:
            self._serve("POST")

        def do_DELETE(self) -> None:
            self._serve("DELETE")

        def _serve(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answered = front.answer(method, self.path.split("?")[0], body.decode())
            if answered:
                status, kind, content = answered
                self._reply(status, [("Content-Type", kind)], content)
            elif "text/event-stream" in self.headers.get("Accept", ""):
                self._stream()
            else:
                self._pass_on(method, body)

        def _pass_on(self, method: str, body: bytes) -> None:
            try:
                found = httpx.request(method, front.behind + self.path, content=body, timeout=30)
            except httpx.HTTPError:
                return self._reply(502, [], b"")
            content = found.content
            if self.path == "/api/v1/jobs" and found.is_success:
                content = front.with_history(content)
            kept = [each for each in found.headers.items() if each[0] not in HIDDEN]
            return self._reply(found.status_code, kept, content)

        def _stream(self) -> None:
            with httpx.stream("GET", front.behind + self.path, timeout=None) as found:
                if not found.is_success:
                    return self._reply(found.status_code, [], b"")
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Connection", "close")
                self.end_headers()
                try:
                    for chunk in found.iter_raw():
                        self.wfile.write(chunk)
                        self.wfile.flush()
                except (OSError, httpx.HTTPError):
                    pass
                self.close_connection = True
            return None

        def _reply(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
