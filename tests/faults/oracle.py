"""What a sink holds against what it should hold."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """How many events a sink has too few and too many of."""

    lost: int
    doubled: int

    def good(self) -> bool:
        return not (self.lost or self.doubled)


def compare(expected: Mapping[Hashable, int], found: Mapping[Hashable, int]) -> Verdict:
    """Hold the sums against each other, key by key: one lost and one doubled are not even."""
    wanted, there = Counter(expected), Counter(found)
    return Verdict(lost=(wanted - there).total(), doubled=(there - wanted).total())
