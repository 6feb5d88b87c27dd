"""Which dead letters are meant: for `tune dead-letters`, which shows them, and for the replay."""

from dataclasses import dataclass
from datetime import datetime

CONDITION = """
    (%(reason)s = '' OR position(lower(%(reason)s) IN lower(reason)) > 0)
    AND (%(topic)s = '' OR topic = %(topic)s)
    AND (%(since)s::timestamptz IS NULL OR record_time >= %(since)s)
"""
"""SQL over the columns of dead_letters, with `DeadLetterFilter.values()` for parameters."""


@dataclass(frozen=True)
class DeadLetterFilter:
    """An empty field lets everything through."""

    reason: str = ""
    """A part of the reason, in small or capital letters."""
    topic: str = ""
    since: datetime | None = None
    """Records that are as new, by their own time in Kafka."""

    def values(self) -> dict[str, object]:
        """The parameters of CONDITION."""
        return {"reason": self.reason, "topic": self.topic, "since": self.since}
