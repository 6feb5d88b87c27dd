"""Event ids: unique for all time, and readable, so that a restart finds its own events.

An id is `<seed>-<run>-<sequence>`: the seed in hex, the run's random mark, and 15 digits of
sequence. The mark keeps two runs with one seed apart; a restart on a ledger keeps the mark.
"""

import re
from dataclasses import dataclass
from functools import cached_property

SEQUENCE_DIGITS = 15  # at a million events a second they last 31 years


@dataclass(frozen=True)
class EventIds:
    """The ids of one run."""

    seed: int
    run: str
    stream: int = 0
    """Which random events: producers with one seed have one catalogue, and draw other events."""

    @property
    def prefix(self) -> str:
        """What every id of the run starts with."""
        return f"{self.seed:x}-{self.run}-"

    def at(self, sequence: int) -> str:
        """The id of an event."""
        return f"{self.prefix}{sequence:0{SEQUENCE_DIGITS}d}"

    def sequence(self, value: bytes) -> int | None:
        """Which event of this run a record is of, be it whole or broken; None when of none."""
        found = self._pattern.search(value)
        return int(found[1]) if found else None

    @cached_property
    def _pattern(self) -> re.Pattern[bytes]:
        within = rb"[0-9A-Za-z.-]"  # what ids are made of: one must not end another
        prefix = re.escape(self.prefix.encode())
        number = b"([0-9]{%d})" % SEQUENCE_DIGITS
        return re.compile(b"(?<!%b)%b%b(?!%b)" % (within, prefix, number, within))
