"""A job whose drivers come and go, on one checkpoint."""

import os
import subprocess
import sys
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
        path, log = self.folder / f"job-{number}.json", self.folder / f"driver-{number}.log"
        config = JobConfig.model_validate(self._document(number))
        path.write_text(config.model_dump_json())
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "tune_jobs", "--config", str(path)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=os.environ | self.environment | {"TUNE_FAULT_FILE": str(self.fault_file)},
                start_new_session=True,
            )
        return Driver(process, config, log)

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
