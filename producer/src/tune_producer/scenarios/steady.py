"""`steady`: plays of popular and less popular tracks, with the same odds at all times.

It has to fill a broker from one process, so nothing is done for each event but to join two byte
strings. The first, of fixed width, is a row of a numpy array whose columns are filled a chunk at a
time: id, time, user and region. The second is picked from a table of all that can follow: track,
platform, and how long it was listened to.
"""

from itertools import product
from operator import add

import numpy as np
import orjson
from numpy.typing import NDArray

from tune_producer.event_id import SEQUENCE_DIGITS, EventIds
from tune_producer.scenarios.catalogue import GENRES, Track, make_catalogue
from tune_producer.scenarios.scenario import CHUNK, Batch
from tune_producer.scenarios.weights import cells, zipf

USERS = 20_000
REGIONS = {"US": 30.0, "BR": 14.0, "DE": 12.0, "GB": 11.0, "IN": 11.0, "JP": 9.0, "NO": 7.0,
           "MX": 6.0}  # fmt: skip
PLATFORMS = {"ios": 34.0, "android": 38.0, "web": 14.0, "desktop": 10.0, "tv": 4.0}
COMPLETED = 0.7
"""The odds of listening to the end."""
SKIPS = 11
"""Whoever does not, leaves after 1/12 ... 11/12 of the track."""

_LOW_DIGITS = 4
_TIME_LOWEST = 10**12  # 2001: from there to 2286 epoch milliseconds have 13 digits
_DIGITS = np.array([b"%04d" % number for number in range(CHUNK)], dtype="S4")
"""The numbers below 10,000 as four digits."""


class Steady:
    """The scenario."""

    def __init__(self, ids: EventIds) -> None:
        catalogue = make_catalogue(ids.seed)
        self._ids = ids
        self._users = _user_fields(ids.seed)
        self._listens = _listen_fields(catalogue)
        self._genre_of_track = np.array([track.genre for track in catalogue])
        self._track_cells = cells(zipf(len(catalogue), 1.0))
        self._listen_cells = cells(_listen_weights())
        self._user_cells = cells(zipf(USERS, 0.6))
        self._rows = self._blank_rows()
        self._drawn = (-1, np.empty(0, dtype=np.uint64))

    @property
    def keys(self) -> tuple[str, ...]:
        """The genres."""
        return tuple(GENRES)

    def events(self, first: int, timestamps: NDArray[np.int64]) -> Batch:
        """See Scenario.

        Raises:
            ValueError: a time before September 2001.
        """
        chunk, start = divmod(first, CHUNK)
        part = slice(start, start + len(timestamps))
        bits = self._draw(chunk)[part]
        tracks = self._track_cells[bits & 0xFFFF]
        listens = tracks * self._listens.shape[1] + self._listen_cells[(bits >> 16) & 0xFFFF]
        heads = self._heads(chunk, part, timestamps)
        heads["user"] = self._users[self._user_cells[(bits >> 32) & 0xFFFF]]
        tails = self._listens.ravel()[listens].tolist()
        whole = heads.view(f"S{heads.itemsize}").tolist()
        return Batch(list(map(add, whole, tails)), self._genre_of_track[tracks], timestamps)

    def _draw(self, chunk: int) -> NDArray[np.uint64]:
        """64 random bits for each event of a chunk; kept, as a low rate takes it in small parts."""
        if self._drawn[0] != chunk:
            seed = self._ids.stream << 32 | self._ids.seed
            key = np.array([seed, chunk + 1], dtype=np.uint64)  # 0 is the catalogue's
            self._drawn = (chunk, np.random.Philox(key=key).random_raw(CHUNK))
        return self._drawn[1]

    def _heads(self, chunk: int, part: slice, timestamps: NDArray[np.int64]) -> NDArray[np.void]:
        """The rows of a part of a chunk, all but the user filled in."""
        if timestamps[0] < _TIME_LOWEST:
            raise ValueError(f"no play can be dated before 2001: {timestamps[0]}")
        rows = self._rows[part]
        rows["high"] = b"%0*d" % (SEQUENCE_DIGITS - _LOW_DIGITS, chunk)
        rows["time0"] = _DIGITS[timestamps // 10**12].view("S1")[3::4]
        rows["time1"] = _DIGITS[timestamps // 10**8 % CHUNK]
        rows["time2"] = _DIGITS[timestamps // 10**4 % CHUNK]
        rows["time3"] = _DIGITS[timestamps % CHUNK]
        return rows

    def _blank_rows(self) -> NDArray[np.void]:
        """One row for each event of a chunk; the text and the last digits never change."""
        opening = b'{"event_id":"' + self._ids.prefix.encode()
        between = b'","timestamp":'
        layout = [
            ("opening", f"S{len(opening)}"),
            ("high", f"S{SEQUENCE_DIGITS - _LOW_DIGITS}"),
            ("low", f"S{_LOW_DIGITS}"),
            ("between", f"S{len(between)}"),
            ("time0", "S1"),
            *((f"time{part}", "S4") for part in (1, 2, 3)),
            ("user", self._users.dtype),
        ]
        rows = np.zeros(CHUNK, dtype=layout)
        rows["opening"], rows["low"], rows["between"] = opening, _DIGITS, between
        return rows


def _user_fields(seed: int) -> NDArray[np.bytes_]:
    """Of each user the JSON of id and home region, all of one width."""
    weights = np.array(list(REGIONS.values()))
    draw = np.random.Generator(np.random.Philox(key=seed))
    homes = draw.choice(list(REGIONS), size=USERS, p=weights / weights.sum())
    fields = [f',"user_id":"u{user:05d}","region":"{home}",' for user, home in enumerate(homes)]
    return np.array([field.encode() for field in fields])


def _listen_weights() -> NDArray[np.float64]:
    """The weight of each of a track's listens, in the order of `_listen_fields`."""
    ends = [COMPLETED] + [(1 - COMPLETED) / SKIPS] * SKIPS
    return np.array([platform * end for platform, end in product(PLATFORMS.values(), ends)])


def _listen_fields(catalogue: tuple[Track, ...]) -> NDArray[np.object_]:
    """[track, listen] -> the JSON of the track, the platform and the listen, to the end."""
    fields = [[_json_tail(track, *listen) for listen in _listens()] for track in catalogue]
    table = np.empty((len(catalogue), len(fields[0])), dtype=object)
    table[:] = fields
    return table


def _listens() -> list[tuple[str, int]]:
    """Platform and twelfths listened to; 12 first, as most often."""
    return list(product(PLATFORMS, [SKIPS + 1, *range(1, SKIPS + 1)]))


def _json_tail(track: Track, platform: str, twelfths: int) -> bytes:
    fields = {
        "track_id": track.track_id,
        "title": track.title,
        "artist": track.artist,
        "genre": list(GENRES)[track.genre],
        "platform": platform,
        "duration_ms": track.duration_ms * twelfths // (SKIPS + 1),
        "completed": twelfths > SKIPS,
        "schema_version": 1,
    }
    return orjson.dumps(fields)[1:]  # the head has opened the object
