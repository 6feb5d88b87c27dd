"""Makes large files of a lake's small ones, beside the stream, once nothing more is to come.

Every batch adds files; an hour of batches each second has 3,600. Delta rewrites them in a
transaction that appends do not collide with, and keeps the old ones a day for readers that have
begun. It all runs in a thread: a batch never waits for it, and its failure fails no batch.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pyspark.sql import SparkSession

EVERY = timedelta(minutes=10)
"""Time from the end of one compaction to the next: each reads and writes what it compacts."""
SETTLED = timedelta(minutes=15)
"""How long an hour has to be over: by then the plays of its last minutes are in."""
CLEANED = timedelta(days=1)
"""Time between two removals of files that no reader needs any more: that lists all files."""
_LARGE = 128 * 1024 * 1024
"""Bytes of a file that is left as it is: with one more late play it is not worth writing anew."""
_END_SECONDS = 30.0
_LOG = logging.getLogger(__name__)


class Compactor:
    """Compacts one lake."""

    def __init__(
        self,
        spark: SparkSession,
        location: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        # A session of its own: the sink's carries the numbers of batches in its settings.
        self._spark = spark.newSession()
        self._spark.conf.set("spark.databricks.delta.optimize.minFileSize", str(_LARGE))
        self._location = location
        self._clock = clock
        self._thread: threading.Thread | None = None
        self._next = time.monotonic() + EVERY.total_seconds()
        self._clean_after: datetime | None = None

    def batch_written(self) -> None:
        """Begin to compact if it is time to and nothing is under way; does not wait for it."""
        running = self._thread is not None and self._thread.is_alive()
        if running or time.monotonic() < self._next:
            return
        self._thread = threading.Thread(target=self._work, name="compaction", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Wait a little for what is under way; what is cut off has changed nothing."""
        if self._thread is not None:
            self._thread.join(_END_SECONDS)

    def compact(self) -> None:
        """Compact the hours that are over, and remove the files of compactions a day ago."""
        from delta.tables import DeltaTable  # noqa: PLC0415 - as in the sink

        now = self._clock()
        lake = DeltaTable.forPath(self._spark, self._location)
        lake.optimize().where(over_before(now - SETTLED)).executeCompaction()
        if self._clean_after is None or now >= self._clean_after:
            lake.vacuum()
            self._clean_after = now + CLEANED

    def _work(self) -> None:
        try:
            self.compact()
        except Exception as error:  # the JVM's, of any kind; the next may succeed
            _LOG.warning("the lake is not compacted: %s", str(error).partition("\n")[0])
        self._next = time.monotonic() + EVERY.total_seconds()


def over_before(moment: datetime) -> str:
    """The hours that were over at that time, as a condition on the lake's folders."""
    date, hour = moment.strftime("%Y-%m-%d"), moment.strftime("%H")
    return f"date < '{date}' OR (date = '{date}' AND hour < '{hour}')"
