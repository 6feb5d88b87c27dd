"""`steady`: plays of popular and less popular tracks, with the same odds at all times.

It has to fill a broker from one process, so nothing is done for each event but to join two byte
strings: a head of fixed width, and a tail picked from a table.
"""

from operator import add

import numpy as np
from numpy.typing import NDArray

from tune_contract.scenarios.audience import PLATFORMS
from tune_producer.event_id import EventIds
from tune_producer.scenarios.bits import Bits
from tune_producer.scenarios.catalogue import GENRES, make_catalogue
from tune_producer.scenarios.heads import Heads
from tune_producer.scenarios.listens import Listens
from tune_producer.scenarios.rhythm import Even
from tune_producer.scenarios.scenario import Batch
from tune_producer.scenarios.users import users_at_home
from tune_producer.scenarios.weights import cells, zipf

TRACKS = 1_000
ARTISTS = 150
USERS = 20_000
REGIONS = {"US": 30.0, "BR": 14.0, "DE": 12.0, "GB": 11.0, "IN": 11.0, "JP": 9.0, "NO": 7.0,
           "MX": 6.0}  # fmt: skip
COMPLETED = 0.7
"""The odds of listening to the end."""


class Steady:
    """The scenario."""

    def __init__(self, ids: EventIds) -> None:
        catalogue = make_catalogue(ids.seed, TRACKS, ARTISTS)
        genres = list(GENRES)
        self.rhythm = Even()
        self._bits = Bits(ids)
        self._heads = Heads(ids, users_at_home(ids.seed, REGIONS, USERS))
        self._listens = Listens(catalogue, PLATFORMS, COMPLETED)
        self._genre_of_track = np.array([genres.index(track.genre) for track in catalogue])
        self._track_cells = cells(zipf(TRACKS, 1.0))
        self._user_cells = cells(zipf(USERS, 0.6))

    @property
    def keys(self) -> tuple[str, ...]:
        """The genres."""
        return tuple(GENRES)

    def events(self, first: int, timestamps: NDArray[np.int64]) -> Batch:
        """See Scenario.

        Raises:
            ValueError: a time before September 2001.
        """
        bits = self._bits.of(first, len(timestamps))
        tracks = self._track_cells[bits & 0xFFFF]
        tails = self._listens.of(tracks, (bits >> 16) & 0xFFFF)
        heads = self._heads.of(first, timestamps, self._user_cells[(bits >> 32) & 0xFFFF])
        return Batch(list(map(add, heads, tails)), self._genre_of_track[tracks], timestamps)
