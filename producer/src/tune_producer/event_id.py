"""Event ids: unique for all time, and readable, so that a restart finds its own events.

An id is `<seed>-<run>-<sequence>`: the seed in hex, the run's random mark, and 15 digits of
sequence. The mark keeps two runs with one seed apart; a restart on a ledger keeps the mark.
"""

from dataclasses import dataclass

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

    def sequence(self, event_id: str) -> int | None:
        """Which event of this run has that id; None when it is of another run."""
        digits = event_id.removeprefix(self.prefix)
        ours = len(event_id) == len(self.prefix) + SEQUENCE_DIGITS and len(digits) < len(event_id)
        return int(digits) if ours and digits.isdecimal() else None
