"""The account: how many events of which key fell into which minute, and what of it is settled."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from tune_contract.runtime.reports import DisorderCounts, Ledger, LedgerEntry

Counts = dict[int, NDArray[np.int64]]
"""Minute, or longer by the ledger's grain, in epoch milliseconds -> events of each key."""


class Account:
    """Counts events when they are handed to Kafka, and settles them when all are acknowledged.

    Args:
        ledger: where to go on from.
        keys: what is counted, in the order of a batch's indices.
        total: how many events there are to be; 0 = without end.
    """

    def __init__(self, ledger: Ledger, keys: tuple[str, ...], total: int) -> None:
        self.ledger = ledger
        self._total = total
        self._keys = keys
        self._settled: Counts = defaultdict(self._nothing)
        self._open: Counts = defaultdict(self._nothing)
        self._opened = 0
        self._aside = DisorderCounts()
        for entry in ledger.entries:
            self._settled[entry.minute][keys.index(entry.key)] = entry.count

    @property
    def produced(self) -> int:
        """Events handed to Kafka, earlier runs included: the number of the next one."""
        return self.ledger.next_sequence + self._opened + self._aside.events()

    @property
    def counted(self) -> int:
        """Those of them that are well-formed and on time."""
        return self.ledger.acknowledged + self._opened

    @property
    def left(self) -> int | None:
        """Events still to be handed over; None = without end."""
        return max(self._total - self.produced, 0) if self._total else None

    def add(self, keys: NDArray[np.intp], timestamps: NDArray[np.int64]) -> None:
        """Events with these keys (indices) and times (epoch ms) have been handed to Kafka."""
        if not len(keys):
            return
        grain = self.ledger.grain
        first, last = int(timestamps.min()) // grain, int(timestamps.max()) // grain
        minutes = [first] if first == last else np.unique(timestamps // grain).tolist()
        for minute in minutes:
            inside = keys if first == last else keys[timestamps // grain == minute]
            self._open[minute * grain] += np.bincount(inside, minlength=len(self._keys))
        self._opened += len(keys)

    def set_aside(self, records: DisorderCounts) -> None:
        """Such records have been handed to Kafka, too; they do not count."""
        self._aside = self._aside.plus(records)

    def settle(self, offsets: dict[int, int]) -> Ledger:
        """All that was handed to Kafka is acknowledged: the ledger that says so.

        Args:
            offsets: partition -> the topic's end, seen after the last acknowledgement.
        """
        for minute, counts in self._open.items():
            self._settled[minute] += counts
        update = {
            "acknowledged": self.counted,
            "next_sequence": self.produced,
            "offsets": offsets,
            "by_key": self._by_key(),
            "entries": self._entries(),
            "disorder": self.ledger.disorder.plus(self._aside),
            "complete": self.left == 0,
        }
        self._open.clear()
        self._opened, self._aside = 0, DisorderCounts()
        self.ledger = self.ledger.model_copy(update=update)
        return self.ledger

    def expire(self, count: int) -> None:
        """So many events were acknowledged once, and Kafka has deleted them since."""
        if count:
            update = {
                "acknowledged": self.ledger.acknowledged + count,
                "next_sequence": self.ledger.next_sequence + count,
                "expired": self.ledger.expired + count,
            }
            self.ledger = self.ledger.model_copy(update=update)

    def refuse(self, count: int) -> Ledger:
        """Kafka refused that many events: nothing since the last settlement is sure."""
        failed = self.ledger.failed + count
        self.ledger = self.ledger.model_copy(update={"failed": failed})
        return self.ledger

    def _nothing(self) -> NDArray[np.int64]:
        return np.zeros(len(self._keys), dtype=np.int64)

    def _by_key(self) -> dict[str, int]:
        totals = sum(self._settled.values(), start=self._nothing())
        return {key: int(count) for key, count in zip(self._keys, totals, strict=True) if count}

    def _entries(self) -> list[LedgerEntry]:
        return [
            LedgerEntry(minute=minute, key=key, count=int(count))
            for minute, counts in sorted(self._settled.items())
            for key, count in zip(self._keys, counts, strict=True)
            if count
        ]
