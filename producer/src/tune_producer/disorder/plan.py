"""The plan: which event gets which fault. A restart makes the same plan, so it knows what it finds.

An event has one fault at most, decided by half of its random bits; the other half says how.
"""

from collections.abc import Iterator
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tune_contract.runtime.reports import DisorderCounts
from tune_contract.tunejob.disorder import DisorderSpec
from tune_producer.event_id import EventIds
from tune_producer.scenarios.bits import DISORDER, Bits
from tune_producer.scenarios.scenario import CHUNK


class Fault(IntEnum):
    """What is wrong with an event."""

    NONE = 0
    OUT_OF_ORDER = 1
    DUPLICATED = 2
    LATE = 3
    MALFORMED = 4
    FUTURE = 5


APART = 100
"""Records at most between an event and its copy, within one batch and so one partition."""
_COUNTS = Fault.DUPLICATED  # up to here: well-formed and on time, each once

Faults = NDArray[np.intp]
"""Of each event, its Fault."""


class Plan:
    """The faults of one run.

    Args:
        spec: the shares.
        ids: the run's.
    """

    def __init__(self, spec: DisorderSpec, ids: EventIds) -> None:
        shares = {
            Fault.OUT_OF_ORDER: spec.out_of_order,
            Fault.DUPLICATED: spec.duplicated,
            Fault.LATE: spec.late,
            Fault.MALFORMED: spec.malformed,
            Fault.FUTURE: spec.future,
        }
        self._asked = spec.asked()
        self._faults = np.array([*shares, Fault.NONE])
        self._edges = np.cumsum(list(shares.values())) * 2**32
        self._bits = Bits(ids, DISORDER)

    def faults(self, first: int, count: int) -> Faults:
        """The faults of `count` events of one chunk, from `first` on."""
        return self._decide(self._bits.of(first, count))

    def details(self, first: int, count: int) -> NDArray[np.int64]:
        """Of the same events 32 random bits each, for how their faults look."""
        return (self._bits.of(first, count) >> 32).astype(np.int64)

    def of(self, numbers: NDArray[np.int64]) -> Faults:
        """The faults of any events."""
        found = np.zeros(len(numbers), dtype=np.intp)
        for chunk in self._chunks(numbers):
            inside = numbers // CHUNK == chunk
            bits = self._bits.chunk(int(chunk))
            found[inside] = self._decide(bits[numbers[inside] % CHUNK])
        return found

    def _chunks(self, numbers: NDArray[np.int64]) -> Iterator[np.int64]:
        if self._asked:
            yield from np.unique(numbers // CHUNK)

    def _decide(self, bits: NDArray[np.uint64]) -> Faults:
        return self._faults[np.searchsorted(self._edges, bits & 0xFFFFFFFF, side="right")]


def counts(faults: Faults) -> NDArray[np.bool_]:
    """Of each event, whether it is well-formed and on time."""
    return faults <= _COUNTS


def tally(faults: Faults, duplicated: int) -> DisorderCounts:
    """What of such events does not count.

    Args:
        faults: of the events, each once.
        duplicated: how many records there are beyond the first of each.
    """
    found = np.bincount(faults, minlength=len(Fault))
    return DisorderCounts(
        late=int(found[Fault.LATE]),
        duplicated=duplicated,
        malformed=int(found[Fault.MALFORMED]),
        future=int(found[Fault.FUTURE]),
    )
