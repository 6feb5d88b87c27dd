"""The threads that run passes, and what is done when one fails."""

import logging
import threading
import time

from tune_contract.errors import TemporaryError, TuneError
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.metrics import OperatorMetrics
from tune_operator.kubernetes.passes import Passes
from tune_operator.kubernetes.queue import WorkQueue

_LOG = logging.getLogger(__name__)
_FIRST_RETRY = 1.0  # seconds; doubled with each failure in a row
_LONGEST_RETRY = 30.0


class Workers:
    """Runs passes until the queue is closed."""

    def __init__(self, queue: WorkQueue[JobKey], passes: Passes, metrics: OperatorMetrics) -> None:
        self._queue = queue
        self._passes = passes
        self._metrics = metrics
        self._failures: dict[JobKey, int] = {}
        self._threads: list[threading.Thread] = []

    def start(self, number: int) -> None:
        """Begin to work."""
        for each in range(number):
            thread = threading.Thread(target=self._work, name=f"pass-{each}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, patience: float) -> None:
        """End after the passes that run, or after `patience` seconds."""
        self._queue.close()
        deadline = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _work(self) -> None:
        while (key := self._queue.take()) is not None:
            began = time.monotonic()
            wait = self._pass(key)
            self._metrics.passed(time.monotonic() - began, failed=key in self._failures)
            self._queue.done(key)
            if wait is not None:
                self._queue.put(key, wait)

    def _pass(self, key: JobKey) -> float | None:
        """One pass; one that fails is tried again, ever later."""
        try:
            wait = self._passes.run(key)
        except TuneError as error:
            quiet = isinstance(error, TemporaryError)
            _LOG.log(logging.WARNING if quiet else logging.ERROR, "%s: %s", key, error)
            return self._later(key)
        except Exception:
            _LOG.exception("the pass over %s failed", key)
            return self._later(key)
        self._failures.pop(key, None)
        return wait

    def _later(self, key: JobKey) -> float:
        failures = self._failures[key] = self._failures.get(key, 0) + 1
        return min(_FIRST_RETRY * 2.0 ** min(failures - 1, 10), _LONGEST_RETRY)
