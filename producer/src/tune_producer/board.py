"""The board: what the producer has done so far, for whoever asks from another thread."""

from collections import deque

from tune_contract.runtime.reports import ProducerProgress

_SPAN = 5.0  # seconds that the rate is measured over


class Board:
    """The newest progress.

    Args:
        target_rate: events per second; 0 = as fast as Kafka takes them.
        acknowledged: events of earlier runs on the same ledger.
        now: the monotonic clock, seconds.
    """

    def __init__(self, target_rate: float, acknowledged: int, now: float) -> None:
        self.progress = ProducerProgress(target_rate=target_rate, acknowledged=acknowledged)
        self._seen = deque([(now, acknowledged)])

    def begin(self, acknowledged: int, now: float) -> None:
        """Measure the rate from here: so many events were there before."""
        self.progress = self.progress.model_copy(update={"acknowledged": acknowledged})
        self._seen = deque([(now, acknowledged)])

    def post(self, progress: ProducerProgress, now: float) -> None:
        """Replace the progress; its rate is worked out here."""
        self._seen.append((now, progress.acknowledged))
        while now - self._seen[0][0] > _SPAN and len(self._seen) > 2:  # noqa: PLR2004 - a rate needs two
            self._seen.popleft()
        (then, before), (_, after) = self._seen[0], self._seen[-1]
        rate = (after - before) / (now - then) if now > then else 0.0
        target = self.progress.target_rate
        self.progress = progress.model_copy(update={"rate": rate, "target_rate": target})
