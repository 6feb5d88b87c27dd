"""Randomness by number: the bits of any event can be drawn without those before it."""

import numpy as np
from numpy.typing import NDArray

from tune_producer.event_id import EventIds
from tune_producer.scenarios.scenario import CHUNK

EVENTS = 0
DISORDER = 1 << 62  # far above what chunks are numbered with: no draw decides two things


class Bits:
    """64 random bits for each event.

    Args:
        ids: whose seed and stream they are.
        lane: what they are for; two lanes have nothing to do with each other.
    """

    def __init__(self, ids: EventIds, lane: int = EVENTS) -> None:
        self._seed = ids.stream << 32 | ids.seed
        self._lane = lane
        self._drawn = (-1, np.empty(0, dtype=np.uint64))

    def of(self, first: int, count: int) -> NDArray[np.uint64]:
        """The bits of `count` events of one chunk, from `first` on."""
        chunk, start = divmod(first, CHUNK)
        return self.chunk(chunk)[start : start + count]

    def chunk(self, chunk: int) -> NDArray[np.uint64]:
        """The bits of a whole chunk; kept, as a low rate takes it in small parts."""
        if self._drawn[0] != chunk:
            key = np.array([self._seed, chunk + 1 + self._lane], dtype=np.uint64)  # 0: catalogues'
            self._drawn = (chunk, np.random.Philox(key=key).random_raw(CHUNK))
        return self._drawn[1]
