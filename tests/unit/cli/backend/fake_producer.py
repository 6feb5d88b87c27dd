"""A producer that only writes its ledger and reports: run as a program by the tests.

The scenario says how it behaves: `failing` ends at once, `stubborn` does not end when asked.
"""

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

config = json.loads(Path(sys.argv[2]).read_text())


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"acknowledged": 5, "rate": 10}')

    def log_message(self, *_: object) -> None:
        pass


def ledger(*, complete: bool) -> None:
    file = Path(config["ledgerFile"])
    file.parent.mkdir(parents=True, exist_ok=True)
    said = {"topic": config["topic"], "scenario": config["scenario"], "seed": config["seed"]}
    said |= {"acknowledged": 5, "byKey": {"jazz": 5}, "complete": complete, "run": "r"}
    file.write_text(json.dumps(said))


def end(message: str, code: int, *, drained: bool) -> None:
    word = {"exitCode": code, "message": message, "drained": drained}
    Path(config["terminationFile"]).write_text(json.dumps(word))
    os._exit(code)


if config["scenario"] == "failing":
    end("as planned", 1, drained=False)
stubborn = config["scenario"] == "stubborn"
signal.signal(signal.SIGTERM, signal.SIG_IGN if stubborn else lambda *_: end("", 0, drained=True))
ledger(complete=config["total"] > 0)
if config["total"]:
    end("", 0, drained=False)
server = HTTPServer(("127.0.0.1", config["endpoint"]["port"]), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
end("", 0, drained=True)
