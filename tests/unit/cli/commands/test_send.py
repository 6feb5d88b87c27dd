"""tune send against an API in a thread; tests/integration/test_ingest.py has the real one."""

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tune_cli.main import execute


class Handler(BaseHTTPRequestHandler):
    """Takes `{"ok": true}`, refuses the rest; wants the key `right` on /keys."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "locked" in self.path and self.headers.get("Authorization") != "Bearer right":
            self.answer(403, {"detail": "the key is not known", "hint": "ask"})
            return
        lines = body.split(b"\n")
        wrong = [index for index, line in enumerate(lines) if line != b'{"ok": true}']
        errors = [{"index": index, "path": "ok", "reason": "is missing"} for index in wrong]
        self.answer(202, {"accepted": len(lines) - len(wrong), "duplicates": 0, "errors": errors})

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


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plays.ndjson"
    path.write_text('{"ok": true}\n\n{"no": 1}\n{"ok": true}\n')
    return path


def test_what_is_refused_is_told_by_its_line(url, file, capsys) -> None:
    assert execute(["send", str(file), "--url", url, "--batch", "2"]) == 1
    said = capsys.readouterr()
    assert said.out == "accepted 2, duplicates 0, refused 1\n"
    assert "line 3: ok: is missing\n" in said.err


def test_all_taken_is_exit_0_also_from_the_standard_input(url, capsys, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"ok": true}\n' * 3)))
    assert execute(["send", "-", "--url", url, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"accepted": 3, "duplicates": 0, "refused": []}


def test_the_key_comes_from_a_file_or_the_environment(
    url, file, tmp_path, monkeypatch, capsys
) -> None:
    command = ["send", str(file), "--url", url, "--topic", "locked"]
    assert execute(command) == 2
    assert capsys.readouterr().err.endswith("error: the key is not known\nhint: ask\n")
    key = tmp_path / "key"
    key.write_text("right\n")
    assert execute([*command, "--api-key-file", str(key)]) == 1
    monkeypatch.setenv("TUNE_API_KEY", "right")
    assert execute(command) == 1


def test_an_api_that_is_not_there_is_exit_5(file, capsys) -> None:
    command = ["send", str(file), "--url", "http://127.0.0.1:1", "--retry-for", "100ms"]
    assert execute(command) == 5
    said = capsys.readouterr()
    assert "error: http://127.0.0.1:1 does not answer: " in said.err
    assert said.out == "accepted 0, duplicates 0, refused 0\n"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["none"], "error: cannot read none: No such file"),
        (["/dev/null"], "error: /dev/null has no event"),
        (["/dev/null", "--url", "x"], "error: --url 'x' is no address"),
        (["/dev/null", "--batch", "10001"], "error: Invalid value for '--batch': "),
        (["/dev/null", "--api-key-file", "/none"], "error: --api-key-file /none: No such file"),
    ],
)
def test_what_is_wrong_is_told(arguments, error, capsys) -> None:
    assert execute(["send", *arguments]) == 2
    assert error in capsys.readouterr().err
