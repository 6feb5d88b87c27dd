"""Draws the picture that the core decides from: children, what they report, and the topics."""

from collections.abc import Callable
from pathlib import Path

from tune_cli.backend.children import Children, Running
from tune_cli.backend.outcome import outcome
from tune_cli.backend.progress import ProgressReader
from tune_cli.backend.topic_watch import TopicsSeen
from tune_contract.runtime.reports import DriverProgress, Ledger, ProducerProgress
from tune_operator.core.lag import lag
from tune_operator.core.observed import (
    DriverObserved,
    Observed,
    ProcessState,
    ProducerObserved,
)


class Observer:
    """Looks at one job's world."""

    def __init__(self, children: Children, topics: Callable[[], TopicsSeen]) -> None:
        self._children = children
        self._topics = topics
        self._reports = ProgressReader()

    def observe(self) -> Observed:
        """One look at everything."""
        seen = self._topics()
        driver = self._driver()
        return Observed(
            kafka=seen.kafka,
            driver=driver,
            producer=self._producer(),
            lag=lag(driver.progress.offsets, seen.ends) if driver.progress else None,
        )

    def close(self) -> None:
        """Close the connections."""
        self._reports.close()

    def _driver(self) -> DriverObserved:
        running = self._children.driver
        if running is None:
            return DriverObserved()
        code = running.child.exit_code()
        if code is None:
            progress = self._reports.read(running.port, DriverProgress)
            return DriverObserved(ProcessState.RUNNING, running.attempt, progress)
        ended = outcome(running.child.folder, code, asked_to_end=_asked(running))
        return DriverObserved(ProcessState.EXITED, running.attempt, exit=ended)

    def _producer(self) -> ProducerObserved:
        running = self._children.producer
        if running is None:
            return ProducerObserved()
        code = running.child.exit_code()
        if code is None:
            progress = self._reports.read(running.port, ProducerProgress)
            return ProducerObserved(ProcessState.RUNNING, running.fingerprint, progress)
        ended = outcome(running.child.folder, code, asked_to_end=_asked(running))
        said = progress_of(running.ledger)
        return ProducerObserved(ProcessState.EXITED, running.fingerprint, said, ended)


def _asked(running: Running) -> bool:
    return running.child.asked_to_end is not None


def progress_of(ledger_file: Path | None) -> ProducerProgress | None:
    """The last word of a producer that has ended; None when it has kept no ledger."""
    if ledger_file is None or not ledger_file.exists():
        return None
    return Ledger.model_validate_json(ledger_file.read_bytes()).progress()
