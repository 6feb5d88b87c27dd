"""The endpoint: /metrics, /progress and /livez over HTTP, from a thread beside the sending one."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tune_contract.errors import InvalidInput
from tune_contract.runtime.job_config import EndpointConfig
from tune_producer.board import Board
from tune_producer.metrics import metrics_text

_PATIENCE_SECONDS = 10  # for the next bytes of a caller, whose thread waits for them


def serve(config: EndpointConfig, board: Board) -> ThreadingHTTPServer:
    """Start to serve; shut the returned server down to end.

    Raises:
        InvalidInput: the address cannot be listened on.
    """
    try:
        server = ThreadingHTTPServer((config.host, config.port), _handler(board))
    except OSError as error:
        raise InvalidInput(
            f"cannot listen on {config.host}:{config.port}: {error.strerror}",
            "choose another endpoint.port",
        ) from error
    Thread(target=server.serve_forever, name="endpoint", daemon=True).start()
    return server


def _handler(board: Board) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE_SECONDS

        def do_GET(self) -> None:
            answer = _answer(self.path, board)
            if answer is None:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            kind, body = answer
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing: a scrape every few seconds is no news."""

    return Handler


def _answer(path: str, board: Board) -> tuple[str, bytes] | None:
    """Content type and body; None when there is nothing at that path."""
    match path:
        case "/metrics":
            return "text/plain; version=0.0.4; charset=utf-8", metrics_text(board)
        case "/progress":
            return "application/json", board.progress.model_dump_json().encode()
        case "/livez":
            return "text/plain", b"ok\n"
        case _:
            return None
