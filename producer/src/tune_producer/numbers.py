"""Which numbers of a run were found in the topic, and which are missing between them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


class Numbers:
    """The numbers from `first` on that were found. A byte each: a billion take a gigabyte."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._found = np.zeros(0, dtype=np.bool_)
        self._end = first
        """The one after the highest."""

    def note(self, sequences: NDArray[np.int64]) -> NDArray[np.intp]:
        """Note numbers as found; the places of those that are new, each number once."""
        steps, places = np.unique(sequences - self._first, return_index=True)
        steps, places = steps[steps >= 0], places[steps >= 0]
        if len(steps):
            self._make_room(int(steps[-1]) + 1)
        new = ~self._found[steps]
        self._found[steps] = True
        return places[new]

    def missing_before(self, number: int) -> NDArray[np.intp]:
        """Those below that number, and below the highest found, that were not found."""
        return self._missing(self._first, min(number, self._end))

    def gaps(self, start: int) -> Iterator[tuple[int, int]]:
        """The runs of missing numbers from `start` to the highest found, as first and count."""
        missing = self._missing(start, self._end)
        if len(missing):
            for run in np.split(missing, np.flatnonzero(np.diff(missing) > 1) + 1):
                yield int(run[0]), len(run)

    def _missing(self, start: int, end: int) -> NDArray[np.intp]:
        part = self._found[start - self._first : end - self._first]
        return np.flatnonzero(~part) + start

    def _make_room(self, size: int) -> None:
        self._end = max(self._end, self._first + size)
        if size > len(self._found):
            larger = np.zeros(max(size, 2 * len(self._found)), dtype=np.bool_)
            larger[: len(self._found)] = self._found
            self._found = larger
