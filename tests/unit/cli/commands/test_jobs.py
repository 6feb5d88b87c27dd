"""tune jobs against an API in a thread."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tune_cli.main import execute


class Handler(BaseHTTPRequestHandler):
    """Knows the job `here`, for the key `right`."""

    def do_POST(self) -> None:
        *_, namespace, name, action = self.path.split("/")
        if self.headers.get("Authorization") != "Bearer right":
            self.answer(401, {"detail": "a key is needed", "hint": "show it"})
        elif (namespace, name) == ("music", "here"):
            meaning = f"It is asked to {action}."
            document = {"namespace": namespace, "name": name, "action": action}
            self.answer(202, document | {"meaning": meaning})
        else:
            self.answer(409, {"detail": f"nobody runs {name}", "hint": "run it"})

    def answer(self, status: int, document: object) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("action", ["suspend", "resume", "restart"])
def test_it_says_what_is_done_now(url: str, action: str, tmp_path: Path, capsys) -> None:
    (tmp_path / "key").write_text("right\n")
    key = ["--api-key-file", str(tmp_path / "key")]
    assert execute(["jobs", action, "here", "--namespace", "music", "--url", url, *key]) == 0
    assert capsys.readouterr().out == f"It is asked to {action}.\n"


def test_why_not_is_a_line_with_advice(url: str, capsys, monkeypatch) -> None:
    assert execute(["jobs", "suspend", "here", "--url", url]) == 2
    assert capsys.readouterr().err == "error: a key is needed\nhint: show it\n"
    monkeypatch.setenv("TUNE_API_KEY", "right")
    assert execute(["jobs", "suspend", "there", "--url", url]) == 4
    assert capsys.readouterr().err == "error: nobody runs there\nhint: run it\n"
