"""What the driver has done so far, for /progress and /metrics."""

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pyspark.sql.streaming.listener import StreamingQueryListener

from tune_contract.runtime.reports import DriverProgress, DriverState
from tune_jobs.source.offsets import Offsets, parse_offsets

if TYPE_CHECKING:
    from pyspark.sql.streaming.listener import (
        QueryProgressEvent,
        QueryStartedEvent,
        QueryTerminatedEvent,
        StreamingQueryProgress,
    )


class ProgressTracker:
    """Collects progress from several threads into one frozen report."""

    def __init__(self, attempt: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._start = clock()
        self._now = DriverProgress(attempt=attempt)

    def report(self) -> DriverProgress:
        """The progress as it stands."""
        with self._lock:
            return self._now

    def enter(self, state: DriverState) -> None:
        """The driver is in another state now."""
        self._update(state=state)

    def started(self, step: str) -> None:
        """A step of the start (a field of StartupTimes) is done."""
        with self._lock:
            startup = self._now.startup.model_copy(update={step: self._seconds()})
            self._now = self._now.model_copy(update={"startup": startup})

    def batch_written(self, rows: int, dead_letters: int) -> None:
        """A batch is in all sinks."""
        with self._lock:
            startup = self._now.startup
            if rows and not startup.first_batch:
                startup = startup.model_copy(update={"first_batch": self._seconds()})
            total = self._now.dead_letters + dead_letters
            self._now = self._now.model_copy(update={"startup": startup, "dead_letters": total})

    def batch_committed(self, progress: "StreamingQueryProgress") -> None:
        """Spark has committed a batch."""
        with self._lock:
            late = sum(each.numRowsDroppedByWatermark for each in progress.stateOperators)
            self._now = self._now.model_copy(
                update={
                    "batch_id": progress.batchId,
                    "last_commit_time": datetime.now(UTC),
                    "input_rows_per_second": _finite(progress.inputRowsPerSecond),
                    "processed_rows_per_second": _finite(progress.processedRowsPerSecond),
                    "input_rows": self._now.input_rows + progress.numInputRows,
                    "batch_seconds": progress.batchDuration / 1000,
                    "watermark": _watermark(progress) or self._now.watermark,
                    "offsets": _offsets(progress),
                    "late_rows": self._now.late_rows + late,
                    "idle": False,
                }
            )

    def catalogue_problem(self, problem: str) -> None:
        """What is wrong with the catalogue; nothing ("") when it is right."""
        self._update(catalogue_problem=problem)

    def idle(self) -> None:
        """A trigger found nothing to do."""
        self._update(idle=True, input_rows_per_second=0.0, processed_rows_per_second=0.0)

    def _update(self, **fields: object) -> None:
        with self._lock:
            self._now = self._now.model_copy(update=fields)

    def _seconds(self) -> float:
        return round(self._clock() - self._start, 3)


class ProgressListener(StreamingQueryListener):
    """Hears from Spark of every committed batch."""

    def __init__(self, tracker: ProgressTracker) -> None:
        self._tracker = tracker

    def onQueryStarted(self, event: "QueryStartedEvent") -> None:  # noqa: N802 - Spark's names
        """Nothing to note."""

    def onQueryProgress(self, event: "QueryProgressEvent") -> None:  # noqa: N802
        """A batch is committed."""
        self._tracker.batch_committed(event.progress)

    def onQueryIdle(self, event: object) -> None:  # noqa: N802, ARG002
        """Nothing came in."""
        self._tracker.idle()

    def onQueryTerminated(self, event: "QueryTerminatedEvent") -> None:  # noqa: N802
        """The driver itself sees the end."""


def _finite(rate: float) -> float:
    return rate if 0 <= rate < float("inf") else 0.0


def _watermark(progress: "StreamingQueryProgress") -> datetime | None:
    text = progress.eventTime.get("watermark")
    if not text or text.startswith("1970-01-01T00:00:00"):
        return None  # Spark's word for: no event seen yet
    return datetime.fromisoformat(text)


def _offsets(progress: "StreamingQueryProgress") -> Offsets:
    merged: Offsets = {}
    for source in progress.sources:
        offset = source.endOffset
        merged |= parse_offsets(offset if isinstance(offset, str) else json.dumps(offset))
    return merged
