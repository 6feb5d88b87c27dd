"""Many plays, cheaply: the product's own producer, whose ledger is what Kafka has acknowledged."""

import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tune_contract.runtime import reports
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.producer_config import ProducerConfig
from tune_contract.tunejob.disorder import DisorderSpec

from .ledger import EPOCH, Key, Ledger

STOP_SECONDS = 120.0


@dataclass
class SteadyPlays:
    """A producer at a rate."""

    bootstrap_servers: str
    topic: str
    folder: Path
    window: timedelta
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self, rate: float, seed: int) -> None:
        config = ProducerConfig(
            kafka=KafkaConnection(bootstrap_servers=self.bootstrap_servers),
            topic=self.topic,
            rate=rate,
            seed=seed,
            disorder=DisorderSpec(malformed=0.001),
            ledger_file=str(self._ledger_file),
            exit_with_parent=True,
        )
        path = self.folder / "producer.json"
        path.write_text(config.model_dump_json())
        with (self.folder / "producer.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tune_producer", "--config", str(path)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )

    def stop(self) -> None:
        """Stop it when all that it has sent is acknowledged."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(STOP_SECONDS)

    def flush(self) -> None:
        """Nothing is open once it has stopped."""
        assert self.process is not None
        assert self.process.poll() == 0, (self.folder / "producer.log").read_text()[-4_000:]

    @property
    def ledger(self) -> Ledger:
        """The ledger by the windows of the job."""
        found = reports.Ledger.model_validate_json(self._ledger_file.read_bytes())
        assert found.failed == 0
        counts: Counter[Key] = Counter()
        for entry in found.entries:
            time = EPOCH + timedelta(milliseconds=entry.minute)
            counts[time - (time - EPOCH) % self.window, entry.key] += entry.count
        return Ledger(counts=counts, ends=found.offsets)

    @property
    def malformed(self) -> int:
        return reports.Ledger.model_validate_json(self._ledger_file.read_bytes()).disorder.malformed

    @property
    def _ledger_file(self) -> Path:
        return self.folder / "producer-ledger.json"
