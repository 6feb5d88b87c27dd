"""How waves rise and fall: the rhythm of the scenario `waves`."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tune_contract.scenarios.waves import Shape, Wave
from tune_producer.share import Share

_STEPS = 4_096  # of a wave's length: at ten minutes a step is 0.15 s
_RISE = 0.08  # when a spike is highest, in lengths of its wave: 4.6 times the average then

_DENSITY: dict[Shape, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    Shape.SPIKE: lambda time: time * np.exp(-time / _RISE),
    Shape.SURGE: lambda time: np.sin(np.pi * time) ** 2,
    Shape.STEADY: np.ones_like,
}
"""How fast events come at a time of their wave, 0 to 1; only the form counts."""


class Waves:
    """The rhythm of waves, one after the other, and then from the first one again.

    Each wave takes as long as it would at the average rate.

    Args:
        waves: the waves.
        share: which of all events this producer makes.
    """

    def __init__(self, waves: Sequence[Wave], share: Share) -> None:
        self._sizes = np.array([wave.size for wave in waves])
        self._ends = np.cumsum(self._sizes)
        self._times = [_times(wave.shape) for wave in waves]
        self._share = share

    def at(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """See Rhythm."""
        rounds, inside = np.divmod(self._share.of_all(numbers), self._ends[-1])
        which = np.searchsorted(self._ends, inside, side="right")
        starts = (self._ends - self._sizes)[which]
        parts = (inside - starts) / self._sizes[which]
        times = np.empty(len(numbers))
        for wave in np.unique(which):
            of_wave = which == wave
            times[of_wave] = np.interp(parts[of_wave], *self._times[wave])
        places = rounds * self._ends[-1] + starts + times * self._sizes[which]
        due: NDArray[np.float64] = places / self._share.replicas
        return due


def _times(shape: Shape) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A table: the parts of a wave that have come, 0 to 1, and the times by when they have."""
    times = np.linspace(0, 1, _STEPS + 1)
    speed = _DENSITY[shape](times)
    come = np.concatenate([[0.0], np.cumsum(speed[1:] + speed[:-1])])
    return come / come[-1], times
