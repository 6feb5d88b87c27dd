"""`regions`: plays all over the world, where each region has its own day, taste and stars.

Which region an event is of follows from its number and its time. With a span, an event is not dated
when it is sent, but so long before the end as there are events still to come.
"""

from operator import add

import numpy as np
from numpy.typing import NDArray

from tune_contract.duration import milliseconds
from tune_contract.scenarios.regions import RegionsParameters
from tune_producer.event_id import EventIds
from tune_producer.scenarios.bits import Bits
from tune_producer.scenarios.catalogue import Track, make_catalogue
from tune_producer.scenarios.heads import Heads
from tune_producer.scenarios.listens import Listens
from tune_producer.scenarios.rhythm import Even
from tune_producer.scenarios.scenario import Batch
from tune_producer.scenarios.users import users_of_each
from tune_producer.scenarios.weights import cells, zipf

_HOUR = 3_600_000  # milliseconds
_HOURS = 24
_STAR = 4.0  # how much more often an artist is played at home
_TASTE = 0.7  # how far regions disagree about a song: the deviation of the logarithm of its weight


class Regions:
    """The scenario.

    Args:
        parameters: the user's.
        ids: the run's.
        total: how many events this producer makes; a span needs it.
    """

    def __init__(self, parameters: RegionsParameters, ids: EventIds, total: int) -> None:
        catalogue = make_catalogue(ids.seed, parameters.songs, parameters.artists)
        names = [region.name for region in parameters.regions]
        self.keys = tuple(f"{name}/{track.track_id}" for name in names for track in catalogue)
        self.rhythm = Even()
        self._songs, self._users = parameters.songs, parameters.users
        self._span = milliseconds(parameters.span) if parameters.span else 0
        self._total = total
        self._bits = Bits(ids)
        self._heads = Heads(ids, users_of_each(names, parameters.users))
        self._listens = Listens(catalogue, parameters.platforms, parameters.completed)
        self._region_cells = _region_cells(parameters)
        self._song_cells = _song_cells(catalogue, len(names), ids.seed)
        self._user_cells = cells(zipf(parameters.users, 0.6))

    def events(self, first: int, timestamps: NDArray[np.int64]) -> Batch:
        """See Scenario."""
        times = self._dated(first, timestamps)
        bits = self._bits.of(first, len(times))
        regions = self._region_cells[times // _HOUR % _HOURS, bits & 0xFFFF].astype(np.intp)
        songs = self._song_cells[regions, (bits >> 16) & 0xFFFF].astype(np.intp)
        tails = self._listens.of(songs, (bits >> 32) & 0xFFFF)
        users = regions * self._users + self._user_cells[bits >> 48]
        values = list(map(add, self._heads.of(first, times, users), tails))
        return Batch(values, regions * self._songs + songs, times)

    def _dated(self, first: int, timestamps: NDArray[np.int64]) -> NDArray[np.int64]:
        """When the events happen: the last of all when it is sent, the others before it."""
        if not self._span:
            return timestamps
        to_come = self._total - 1 - np.arange(first, first + len(timestamps))
        return timestamps - (to_come * (self._span / self._total)).astype(np.int64)


def _region_cells(parameters: RegionsParameters) -> NDArray[np.uint8]:
    """[hour of the day in UTC, draw] -> region."""
    hours = np.arange(_HOURS) + 0.5
    rows = []
    offsets = np.array([region.utc_offset for region in parameters.regions])
    weights = np.array([region.weight for region in parameters.regions])
    for hour in hours:
        height = np.cos((hour + offsets - parameters.peak) * (2 * np.pi / _HOURS)) / 2 + 0.5
        rows.append(cells(weights * (parameters.night + (1 - parameters.night) * height)))
    return np.array(rows, dtype=np.uint8)


def _song_cells(catalogue: tuple[Track, ...], regions: int, seed: int) -> NDArray[np.uint16]:
    """[region, draw] -> song: what is popular everywhere, the region's taste, and its stars."""
    draw = np.random.Generator(np.random.Philox(key=seed))
    artists = sorted({track.artist for track in catalogue})
    homes = dict(zip(artists, draw.integers(regions, size=len(artists)), strict=True))
    home = np.array([homes[track.artist] for track in catalogue])
    taste = np.exp(draw.normal(0, _TASTE, size=(regions, len(catalogue))))
    weights = zipf(len(catalogue), 1.0) * taste
    stars = np.where(home == np.arange(regions)[:, None], _STAR, 1.0)
    return np.array([cells(row) for row in weights * stars], dtype=np.uint16)
