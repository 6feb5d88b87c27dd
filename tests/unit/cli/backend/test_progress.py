import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tune_cli.backend.progress import ProgressReader
from tune_cli.stack.ports import choose_port
from tune_contract.runtime.reports import ProducerProgress


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        body = b'{"acknowledged": 5, "rate": 2.5}'

        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/progress" else 404)
            self.end_headers()
            self.wfile.write(self.body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_reads_a_report(server: HTTPServer) -> None:
    reader = ProgressReader()
    assert reader.read(server.server_port, ProducerProgress) == ProducerProgress(
        acknowledged=5, rate=2.5
    )
    server.RequestHandlerClass.body = b"not json"  # type: ignore[attr-defined]
    assert reader.read(server.server_port, ProducerProgress) is None
    reader.close()


def test_nobody_there_is_no_report() -> None:
    reader = ProgressReader()
    assert reader.read(choose_port(None), ProducerProgress) is None
    reader.close()
