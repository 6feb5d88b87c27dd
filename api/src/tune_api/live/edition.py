"""The ids of events: which edition of a document a client has seen, and of which document."""

from dataclasses import dataclass
from datetime import datetime

_DIGITS = 18  # of a number that is one of ours, at most: what a client sends may be anything


@dataclass(frozen=True)
class Edition:
    """Numbers the editions of one document.

    Its epoch is in each id, so that an id of another process, or of a document that is forgotten by
    now, is not taken for one of this.
    """

    epoch: str

    def write(self, number: int) -> str:
        """The id of an edition."""
        return f"{self.epoch}.{number}"

    def read(self, text: str, newest: int) -> int:
        """The edition that an id is of; 0 when it is none of this document's."""
        epoch, _, number = text.rpartition(".")
        if epoch != self.epoch or not (number.isascii() and number.isdigit()):
            return 0
        return int(number) if len(number) <= _DIGITS and int(number) <= newest else 0


def epoch_of(now: datetime) -> str:
    """An epoch that begins now."""
    return f"{round(now.timestamp() * 1_000_000):x}"
