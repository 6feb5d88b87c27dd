"""A job whose drivers come and go, on one checkpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tune_contract.runtime.job_config import JobConfig
from tune_contract.tunejob.sinks import SinkKind

from ..drivers import Driver, free_port  # noqa: TID252
from .checkpoint import Checkpoint
from .sinks import TestedSink

TRIGGER = "200ms"
MEMORY = "700m"


@dataclass
class Job:
    """Its files are in a folder: configuration, logs, checkpoint, scratch space."""

    folder: Path
    bootstrap_servers: str
    topic: str
    sinks: Mapping[SinkKind, TestedSink]
    environment: Mapping[str, str]
    window: str = "1m"
    started: int = 0

    @property
    def fault_file(self) -> Path:
        return self.folder / "fault"

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint(self.folder / "checkpoint")

    def start(self) -> Driver:
        """Start the next driver."""
        number, self.started = self.started, self.started + 1
        config = JobConfig.model_validate(self._document(number))
        environment = {**self.environment, "TUNE_FAULT_FILE": str(self.fault_file)}
        return Driver.start(config, self.folder, number, environment)

    def _document(self, number: int) -> dict[str, object]:
        return {
            "job": {"namespace": "default", "name": "faults", "uid": "uid-1", "attempt": number},
            "pipeline": "genre-counts",
            "parameters": {"window": self.window, "watermark": "1h"},
            "kafka": {"bootstrapServers": self.bootstrap_servers},
            "inputs": {"plays": {"name": self.topic}},
            "sinks": [{"kind": kind, **sink.config()} for kind, sink in self.sinks.items()],
            "trigger": {"interval": TRIGGER},
            "checkpoint": {"location": str(self.folder / "checkpoint")},
            "spark": self._spark(),
            "endpoint": {"port": free_port()},
            "terminationFile": str(self.folder / f"termination-{number}.json"),
            "exitWithParent": True,
        }

    def _spark(self) -> dict[str, object]:
        # A batch that only moves the watermark would come between those we look at.
        conf = {"spark.sql.streaming.noDataMicroBatches.enabled": "false"}
        return {
            "driverMemory": MEMORY,
            "localDir": str(self.folder / "scratch"),
            "conf": conf,
        }


def kinds_of(names: Sequence[str]) -> list[SinkKind]:
    return [SinkKind(name) for name in names]
