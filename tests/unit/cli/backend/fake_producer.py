"""A producer that only writes its ledger: run as a program by the tests."""

import json
import signal
import sys
from pathlib import Path

config = json.loads(Path(sys.argv[2]).read_text())


def ledger(*, complete: bool) -> None:
    file = Path(config["ledgerFile"])
    file.parent.mkdir(parents=True, exist_ok=True)
    said = {"topic": config["topic"], "scenario": config["scenario"], "seed": config["seed"]}
    said |= {"acknowledged": 5, "byKey": {"jazz": 5}, "complete": complete, "run": "r"}
    file.write_text(json.dumps(said))


def end(*, drained: bool) -> None:
    word = {"exitCode": 0, "message": "", "drained": drained}
    Path(config["terminationFile"]).write_text(json.dumps(word))
    sys.exit(0)


signal.signal(signal.SIGTERM, lambda *_: end(drained=True))
ledger(complete=config["total"] > 0)
if config["total"]:
    end(drained=False)
sys.stdin.read()
end(drained=True)
