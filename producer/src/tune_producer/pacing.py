"""Pacing: when events are due, so that a rate is held without drift.

Event n of a run is due at start + n / rate, or before or after that where the scenario has a rhythm
of its own. Each turn sends what is due, so a slow turn is made up by the next ones. What cannot be
made up is given up: the schedule is never more than MOST_LATE behind, which bounds the burst after
a pause to MOST_LATE seconds' worth of events.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tune_producer.scenarios.rhythm import Rhythm

TICK = 0.025
"""Seconds between turns at high rates: 40 a second look smooth, and cost little."""
LATE = 1.0
"""Seconds behind the schedule at which the rate counts as not held."""
CAUGHT_UP = 0.2
"""Seconds behind at which it counts as held again."""
MOST_LATE = 2.0
"""Seconds; what is due longer ago is given up: it is sent later, not on top."""


@dataclass(frozen=True)
class Due:
    """The events that may be sent now."""

    count: int
    times: NDArray[np.int64]
    """When each is due: epoch milliseconds."""


class Pacer:
    """The schedule of one run.

    Args:
        rate: events per second on the average; 0 = always due.
        start: now, in seconds of the monotonic clock.
        rhythm: when events come against the average.
        first: the number of the first event of this run.
    """

    def __init__(self, rate: float, start: float, rhythm: Rhythm, first: int = 0) -> None:
        self._rate = rate
        self._rhythm = rhythm
        self._number = first
        self._place = self._place_of(first)
        """Of the next event, in the rhythm."""
        self._origin = start - self._place / rate if rate else start
        """The instant of the rhythm's beginning."""
        self.behind = False
        """Whether the rate is not held, as of the last `judge`."""

    def judge(self, now: float, outstanding: int) -> None:
        """See whether the rate is held, by what is due and not sent, or not acknowledged.

        Args:
            now: the monotonic clock, seconds.
            outstanding: events sent and not acknowledged; one is always on its way.
        """
        if self._rate:
            late = now - self._next() + max(outstanding - 1, 0) / self._rate
            self.behind = late > (CAUGHT_UP if self.behind else LATE)

    def due(self, now: float, epoch_ms: float, most: int) -> Due:
        """What is due, at most `most` events; call `sent` when they are.

        Args:
            now: the monotonic clock, seconds.
            epoch_ms: the wall clock at the same instant.
            most: how many can be handled.
        """
        if not self._rate:
            return Due(most, np.full(most, epoch_ms, dtype=np.int64))
        self._origin += max(now - self._next() - MOST_LATE, 0)
        places = self._rhythm.at(np.arange(self._number, self._number + most))
        count = int(np.searchsorted(places, (now - self._origin) * self._rate, side="right"))
        first_ms = epoch_ms + (self._next() - now) * 1000
        times = first_ms + (places[:count] - self._place) * (1000 / self._rate)
        return Due(count, times.astype(np.int64))

    def sent(self, count: int) -> None:
        """That many have been sent."""
        self._number += count
        self._place = self._place_of(self._number)

    def pause(self, now: float) -> float:
        """Seconds to wait before the next turn: none when more than a tick's worth is due."""
        if not self._rate or now - self._next() > TICK:
            return 0.0
        return max(self._next() - now, TICK)

    def _next(self) -> float:
        """When the next event is due: seconds of the monotonic clock."""
        return self._origin + self._place / self._rate

    def _place_of(self, number: int) -> float:
        return float(self._rhythm.at(np.array([number]))[0])
