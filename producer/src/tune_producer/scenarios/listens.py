"""The last part of an event: track, platform, and how long it was listened to.

All that can follow a head stands in a table, from which it is only picked.
"""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import orjson
from numpy.typing import NDArray

from tune_producer.scenarios.catalogue import Track
from tune_producer.scenarios.weights import cells

SKIPS = 11
"""Whoever does not listen to the end, leaves after 1/12 ... 11/12 of the track."""


class Listens:
    """The ways to listen to the tracks of one catalogue.

    Args:
        tracks: the catalogue.
        platforms: platform -> weight.
        completed: the odds of listening to the end.
    """

    def __init__(
        self, tracks: Sequence[Track], platforms: Mapping[str, float], completed: float
    ) -> None:
        ways = list(product(platforms, [SKIPS + 1, *range(1, SKIPS + 1)]))
        self._ways = len(ways)
        self._cells = cells(_weights(platforms, completed))
        self._tails = np.empty(len(tracks) * self._ways, dtype=object)
        self._tails[:] = [_json_tail(track, *way) for track in tracks for way in ways]

    def of(self, tracks: NDArray[np.intp], draws: NDArray[np.intp]) -> list[bytes]:
        """The tails of events, to the closing brace.

        Args:
            tracks: of each event, the index of its track.
            draws: of each event, 16 random bits.
        """
        tails: list[bytes] = self._tails[tracks * self._ways + self._cells[draws]].tolist()
        return tails


def _weights(platforms: Mapping[str, float], completed: float) -> NDArray[np.float64]:
    """The weight of each way, in the order of the table: to the end first, as most often."""
    ends = [completed] + [(1 - completed) / SKIPS] * SKIPS
    return np.array([platform * end for platform, end in product(platforms.values(), ends)])


def _json_tail(track: Track, platform: str, twelfths: int) -> bytes:
    fields = {
        "track_id": track.track_id,
        "title": track.title,
        "artist": track.artist,
        "genre": track.genre,
        "platform": platform,
        "duration_ms": track.duration_ms * twelfths // (SKIPS + 1),
        "completed": twelfths > SKIPS,
        "schema_version": 1,
    }
    return orjson.dumps(fields)[1:]  # the head has opened the object
