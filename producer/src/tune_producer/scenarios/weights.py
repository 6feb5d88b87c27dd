"""Weighted choice by table: one lookup for each draw, where a search would cost ten times more."""

import numpy as np
from numpy.typing import NDArray

CELLS = 1 << 16
"""Table length: a draw is 16 random bits, so weights are kept to 1/65,536."""


def zipf(count: int, exponent: float) -> NDArray[np.float64]:
    """Weights of `count` ranks, each `rank ** -exponent`."""
    return np.arange(1, count + 1, dtype=np.float64) ** -exponent


def cells(weights: NDArray[np.float64]) -> NDArray[np.intp]:
    """A table of CELLS choices, each as often as its weight asks."""
    edges = np.cumsum(weights) / np.sum(weights)
    middles = (np.arange(CELLS) + 0.5) / CELLS
    return np.searchsorted(edges, middles)
