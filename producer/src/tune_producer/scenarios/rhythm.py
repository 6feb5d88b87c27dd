"""The rhythm: when events come, against the average rate."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Rhythm(Protocol):
    """When events come."""

    def at(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """When the events of these numbers are due, in events of the average rate, ascending.

        At 200 events a second an event at 300 is due 1.5 s after one at 0.
        """


class Even:
    """One event after the other."""

    def at(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """See Rhythm."""
        return numbers.astype(np.float64)
