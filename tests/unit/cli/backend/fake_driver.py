"""A driver that reads nothing and reports as a real one: run as a program by the tests."""

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

config = json.loads(Path(sys.argv[2]).read_text())
plan = json.loads(os.environ.get("FAKE_DRIVER", "{}"))
startup = {"jvm": 0.1, "session": 0.2, "query": 0.3, "firstBatch": 0.4}
progress = {
    "state": "Running",
    "attempt": config["job"]["attempt"],
    "batchId": 1,
    "offsets": {topic["name"]: {"0": 5} for topic in config["inputs"].values()},
    "startup": startup,
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(progress).encode())

    def log_message(self, *_: object) -> None:
        pass


def end(message: str, code: int, *, drained: bool) -> None:
    word = {"exitCode": code, "class": plan.get("class"), "message": message, "drained": drained}
    Path(config["terminationFile"]).write_text(json.dumps(word))
    os._exit(code)


if plan.get("class"):
    end("as planned", 1, drained=False)
signal.signal(signal.SIGTERM, lambda *_: end("", 0, drained=True))
server = HTTPServer(("127.0.0.1", config["endpoint"]["port"]), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
end("", 0, drained=True)
