"""The columns of `kubectl get tunejobs`; those of the second rank are for `-o wide`."""

from tune_contract.crd.structural import Schema
from tune_contract.tunejob.phase import ConditionType

_READY = f'.status.conditions[?(@.type=="{ConditionType.READY}")]'


def columns() -> list[Schema]:
    """The columns, in order."""
    return [
        _column("Pipeline", "string", ".spec.pipeline"),
        _column("Phase", "string", ".status.phase"),
        _column("Ready", "string", f"{_READY}.status"),
        _column("Batch", "integer", ".status.progress.batchId"),
        _column("Rows/s", "number", ".status.progress.processedRowsPerSecond"),
        _column("Lag", "integer", ".status.progress.lag"),
        _column("Restarts", "integer", ".status.restarts.count"),
        _column("Age", "date", ".metadata.creationTimestamp"),
        _wide("Attempt", "integer", ".status.attempt.number"),
        _wide("Executors", "integer", ".status.executors"),
        _wide("Dead", "integer", ".status.progress.deadLetters"),
        _wide("Watermark", "string", ".status.progress.watermark"),
        _wide("Message", "string", f"{_READY}.message"),
    ]


def _column(name: str, kind: str, path: str) -> Schema:
    return {"name": name, "type": kind, "jsonPath": path}


def _wide(name: str, kind: str, path: str) -> Schema:
    return {**_column(name, kind, path), "priority": 1}
