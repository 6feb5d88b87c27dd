"""Runs a producer alone: `tune produce`, without a job."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tune_cli.backend.apply import PROGRAMS, start
from tune_cli.backend.folders import RunFolder
from tune_cli.backend.outcome import outcome
from tune_cli.backend.progress import ProgressReader
from tune_cli.backend.render import Run
from tune_cli.backend.stop import StopRequest, on_signals
from tune_cli.stack.ports import choose_port
from tune_contract.errors import PermanentError
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.job_config import EndpointConfig
from tune_contract.runtime.producer_config import ProducerConfig
from tune_contract.runtime.reports import Ledger, ProducerProgress
from tune_contract.tunejob.producer import ProducerSpec

if TYPE_CHECKING:
    from pathlib import Path

_INTERVAL = 0.3  # seconds between looks
_END = 15.0  # seconds to flush


class Production:
    """A producer that runs until its total, a time, or the user's word."""

    def __init__(
        self,
        spec: ProducerSpec,
        topic: str,
        bootstrap_servers: str,
        folder: RunFolder,
        program: tuple[str, ...] = PROGRAMS.producer,
    ) -> None:
        """Start it. Its ledger is new: every production is one of its own."""
        self.ledger_file: Path = folder.path / "ledger.json"
        self._port = choose_port(None)
        config = ProducerConfig(
            kafka=KafkaConnection(bootstrap_servers=bootstrap_servers),
            topic=topic,
            scenario=spec.scenario,
            parameters=spec.parameters,
            disorder=spec.disorder,
            rate=spec.rate,
            total=spec.total,
            seed=spec.seed,
            endpoint=EndpointConfig(port=self._port),
            ledger_file=str(self.ledger_file),
            termination_file=str(folder.termination),
            exit_with_parent=True,
        )
        self._child = start(Run(folder, self._port), program, config, {})

    def until_end(self, duration: float | None, tell: Callable[[ProducerProgress], None]) -> Ledger:
        """Produce until the end; what Kafka has acknowledged.

        Args:
            duration: seconds; None = until the total, or the user's word.
            tell: called now and then with how it goes.

        Raises:
            PermanentError: the producer failed.
        """
        deadline = None if duration is None else time.monotonic() + duration
        stop, progress = StopRequest(), ProgressReader()
        with on_signals(stop):
            while (code := self._child.exit_code()) is None:
                if stop.now:
                    self._child.kill()
                elif stop.asked or (deadline is not None and time.monotonic() >= deadline):
                    self._child.ask_to_end()
                report = progress.read(self._port, ProducerProgress)
                if report is not None:
                    tell(report)
                stop.wait(_INTERVAL)
        progress.close()
        return self._ledger(code)

    def _ledger(self, code: int) -> Ledger:
        asked = self._child.asked_to_end is not None
        ended = outcome(self._child.folder, code, asked_to_end=asked)
        if not ended.succeeded() or not self.ledger_file.exists():
            why = ended.message or "it has left no ledger"
            raise PermanentError(f"the producer failed: {why}", f"see {self._child.folder.log}")
        return Ledger.model_validate_json(self.ledger_file.read_bytes())

    def close(self) -> None:
        """End it, if it still runs."""
        self._child.let_go()
        if self._child.wait(_END) is None:
            self._child.kill()
