"""A TuneJob as one run of a DAG submits it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Document = dict[str, Any]
_NONCE_BITS = 31  # what every client of the API server can hold


@dataclass(frozen=True)
class JobKey:
    """Which TuneJob."""

    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}"


def read_manifest(file: Path) -> Document:
    """The TuneJob in a file.

    Raises:
        ValueError: it is none.
    """
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(document, dict) or document.get("kind") != "TuneJob":
        raise ValueError(f"{file} is no TuneJob: expected kind: TuneJob")
    return document


def for_run(document: Document, run_id: str) -> Document:
    """The TuneJob as this run wants it.

    The name stays, so that the job goes on from its checkpoint and keeps its tables. What makes a
    finished job start again is another `restartNonce`: each run has its own, and a task that is
    tried again the same, which changes nothing. `suspend: false` takes back what a killed run left.
    """
    digest = hashlib.sha256(run_id.encode()).digest()
    nonce = int.from_bytes(digest[:4], "big") >> (32 - _NONCE_BITS)
    return {**document, "spec": {**document["spec"], "suspend": False, "restartNonce": nonce}}
