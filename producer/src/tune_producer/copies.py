"""Which events that are to be sent twice were found only once."""

import numpy as np

from tune_producer.disorder.plan import Fault
from tune_producer.recovery import Found


class Copies:
    """Events that wait for their copy, while a topic is read. A copy mostly follows soon."""

    def __init__(self) -> None:
        self._waiting: dict[int, bytes] = {}

    def note(self, found: Found) -> None:
        """Note records, in the order in which they stand in their partition."""
        for place in np.flatnonzero(found.faults == Fault.DUPLICATED).tolist():
            number = int(found.sequences[place])
            if self._waiting.pop(number, None) is None:
                self._waiting[number] = found.values[place]

    def missing(self, start: int) -> list[bytes]:
        """The records from that number on whose copy was not found."""
        return [value for number, value in self._waiting.items() if number >= start]

    def missing_before(self, number: int) -> int:
        """How many below that number were found once."""
        return sum(each < number for each in self._waiting)
