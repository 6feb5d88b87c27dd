"""How many requests each caller may make: by its key, or by its address when it has none."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from tune_api.refusal import Busy

PER_SECOND = 1000.0
"""By default: what one honest program may need. Batches of events make far fewer."""
CALLERS = 10_000  # known at most; the ones that have been quiet longest are forgotten
_BURST = 2.0  # seconds' worth of requests that may come at once


@dataclass
class _Bucket:
    """What one caller has left."""

    left: float
    """Requests."""
    at: float
    """When that was counted, in seconds."""


class RateLimit:
    """A bucket for each caller, filled at the same rate."""

    def __init__(
        self,
        per_second: float = PER_SECOND,
        clock: Callable[[], float] = time.monotonic,
        callers: int = CALLERS,
    ) -> None:
        """Fill all buckets.

        Args:
            per_second: requests of one caller; 0 = without limit.
            clock: counts seconds.
            callers: how many are told apart.
        """
        self._rate = per_second
        self._most = max(1.0, per_second * _BURST)
        self._clock = clock
        self._callers = callers
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, caller: str) -> None:
        """Count a request.

        Raises:
            Busy: the caller has made too many.
        """
        if not self._rate:
            return
        bucket = self._filled(caller)
        if bucket.left < 1.0:
            raise Busy(
                f"more than {self._rate:g} requests a second",
                "send it again a moment later, and fewer at once",
                (1.0 - bucket.left) / self._rate,
            )
        bucket.left -= 1.0

    def _filled(self, caller: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(caller, _Bucket(self._most, now))
        self._buckets.move_to_end(caller)
        if len(self._buckets) > self._callers:
            self._buckets.popitem(last=False)
        bucket.left = min(self._most, bucket.left + (now - bucket.at) * self._rate)
        bucket.at = now
        return bucket
