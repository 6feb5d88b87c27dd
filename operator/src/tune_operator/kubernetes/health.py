"""Freshness: the operator is alive only while it gets to look at the cluster.

A watch can die in silence, a thread can hang: that the process runs says nothing.
"""

import time
from dataclasses import dataclass, field


@dataclass
class Health:
    """When the cluster was last listed with success."""

    patience: float
    """Seconds without a resync until the process is better started anew."""
    _listed_at: float | None = None
    _began: float = field(default_factory=time.monotonic)

    def listed(self) -> None:
        """A resync has come through."""
        self._listed_at = time.monotonic()

    def alive(self) -> bool:
        """Whether a resync has come through lately."""
        return time.monotonic() - (self._listed_at or self._began) < self.patience

    def ready(self) -> bool:
        """Whether there was one at all."""
        return self._listed_at is not None
