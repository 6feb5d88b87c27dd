"""The last part of an event: track, platform, and how long it was listened to.

All that can follow a head stands in a table, from which it is only picked.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import numpy as np
import orjson
from numpy.typing import NDArray

from tune_producer.scenarios.catalogue import Track
from tune_producer.scenarios.weights import cells

SKIPS = 11
"""Whoever does not listen to the end, leaves after 1/12 ... 11/12 of the track."""


class Tails:
    """Every tail that a catalogue can have: track by platform by how far it was listened to.

    Args:
        tracks: the catalogue.
        platforms: the names.
    """

    def __init__(self, tracks: Sequence[Track], platforms: Iterable[str]) -> None:
        ways = list(product(platforms, [SKIPS + 1, *range(1, SKIPS + 1)]))
        self._ways = len(ways)
        self._tails = np.empty(len(tracks) * self._ways, dtype=object)
        self._tails[:] = [_json_tail(track, *way) for track in tracks for way in ways]

    def of(self, tracks: NDArray[np.intp], ways: NDArray[np.intp]) -> list[bytes]:
        """The tails of events, to the closing brace.

        Args:
            tracks: of each event, the index of its track.
            ways: of each event, the index of its platform times `SKIPS + 1`, plus how it ended: 0
                at the end of the track, n after n twelfths.
        """
        tails: list[bytes] = self._tails[tracks * self._ways + ways].tolist()
        return tails


class Listens:
    """The ways to listen to the tracks of one catalogue, when everybody listens alike.

    Args:
        tracks: the catalogue.
        platforms: platform -> weight.
        completed: the odds of listening to the end.
    """

    def __init__(
        self, tracks: Sequence[Track], platforms: Mapping[str, float], completed: float
    ) -> None:
        self._tails = Tails(tracks, platforms)
        self._cells = way_cells(platforms.values(), completed)

    def of(self, tracks: NDArray[np.intp], draws: NDArray[np.intp]) -> list[bytes]:
        """The tails of events, to the closing brace.

        Args:
            tracks: of each event, the index of its track.
            draws: of each event, 16 random bits.
        """
        return self._tails.of(tracks, self._cells[draws])


def way_cells(platforms: Iterable[float], completed: float) -> NDArray[np.intp]:
    """[draw] -> way, by the weights of the platforms and the odds of listening to the end."""
    # To the end first, in the order of the table.
    ends = [completed] + [(1 - completed) / SKIPS] * SKIPS
    return cells(np.array([platform * end for platform, end in product(platforms, ends)]))


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
