"""The first part of an event: id, time, user and region, all of one width.

Rows of a numpy array whose columns are filled a batch at a time, so that nothing is done for each
event.
"""

import numpy as np
from numpy.typing import NDArray

from tune_producer.event_id import SEQUENCE_DIGITS, EventIds
from tune_producer.scenarios.scenario import CHUNK

_LOW_DIGITS = 4
_TIME_LOWEST = 10**12  # 2001: from there to 2286 epoch milliseconds have 13 digits
_DIGITS = np.array([b"%04d" % number for number in range(CHUNK)], dtype="S4")
"""The numbers below 10,000 as four digits."""


class Heads:
    """The heads of one run.

    Args:
        ids: the run's.
        users: from `users`: the JSON of each user.
    """

    def __init__(self, ids: EventIds, users: NDArray[np.bytes_]) -> None:
        self._ids = ids
        self._users = users
        self._rows = self._blank_rows()

    def of(self, first: int, timestamps: NDArray[np.int64], users: NDArray[np.intp]) -> list[bytes]:
        """The heads of events of one chunk, from the opening brace to the comma after the region.

        Args:
            first: the number of the first event.
            timestamps: of each event, epoch milliseconds.
            users: of each event, the index of its user.

        Raises:
            ValueError: a time before September 2001.
        """
        if timestamps[0] < _TIME_LOWEST:
            raise ValueError(f"no play can be dated before 2001: {timestamps[0]}")
        chunk, start = divmod(first, CHUNK)
        rows = self._rows[start : start + len(timestamps)]
        rows["high"] = b"%0*d" % (SEQUENCE_DIGITS - _LOW_DIGITS, chunk)
        rows["time0"] = _DIGITS[timestamps // 10**12].view("S1")[3::4]
        rows["time1"] = _DIGITS[timestamps // 10**8 % CHUNK]
        rows["time2"] = _DIGITS[timestamps // 10**4 % CHUNK]
        rows["time3"] = _DIGITS[timestamps % CHUNK]
        rows["user"] = self._users[users]
        heads: list[bytes] = rows.view(f"S{rows.itemsize}").tolist()
        return heads

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
