"""Serves /livez, /readyz and /metrics."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from tune_contract.errors import InvalidInput
from tune_operator.kubernetes.health import Health

_PATIENCE_SECONDS = 10  # for the next bytes of a caller, whose thread waits for them


def serve(port: int, health: Health, registry: CollectorRegistry) -> ThreadingHTTPServer:
    """Serve from a thread until the process ends; the server, to learn its port.

    Raises:
        InvalidInput: the port is taken.
    """

    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE_SECONDS

        def do_GET(self) -> None:
            match self.path:
                case "/livez":
                    self._state(health.alive(), "alive", "no pass has ended for too long")
                case "/readyz":
                    self._state(health.ready(), "ready", "the jobs are not listed yet")
                case "/metrics":
                    self._answer(200, generate_latest(registry), CONTENT_TYPE_LATEST)
                case _:
                    self._answer(404, b"there are /livez, /readyz and /metrics\n", "text/plain")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Requests are not logged: probes would bury the rest."""

        def _state(self, good: bool, yes: str, no: str) -> None:  # noqa: FBT001
            code, text = (200, yes) if good else (503, no)
            self._answer(code, f"{text}\n".encode(), "text/plain")

        def _answer(self, code: int, body: bytes, content_type: str) -> None:
            self.send_response(code)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    try:
        server = ThreadingHTTPServer(("", port), Handler)
    except OSError as error:
        raise InvalidInput(
            f"cannot listen on port {port}: {error.strerror}", "choose another TUNE_HTTP_PORT"
        ) from None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="http", daemon=True).start()
    return server
