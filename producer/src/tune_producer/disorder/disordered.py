"""A scenario whose events come as real ones do: late, twice, broken, from clocks that are wrong.

It works on a scenario's batches and is only there when asked for: it costs the others nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tune_contract.duration import milliseconds
from tune_contract.tunejob.disorder import DisorderSpec
from tune_producer.disorder.broken import broken, dated
from tune_producer.disorder.plan import APART, Fault, Faults, Plan, counts, tally
from tune_producer.scenarios.rhythm import Rhythm
from tune_producer.scenarios.scenario import Batch, Scenario

_DAY = 86_400_000  # milliseconds
_MONTH = 30 * _DAY  # so far ahead that it is future still when a job reads the topic days later


@dataclass(frozen=True)
class Disordered:
    """The scenario with faults."""

    scenario: Scenario
    plan: Plan
    spec: DisorderSpec

    @property
    def keys(self) -> tuple[str, ...]:
        """See Scenario."""
        return self.scenario.keys

    @property
    def rhythm(self) -> Rhythm:
        """See Scenario."""
        return self.scenario.rhythm

    def events(self, first: int, timestamps: NDArray[np.int64]) -> Batch:
        """See Scenario."""
        batch = self.scenario.events(first, timestamps)
        faults = self.plan.faults(first, len(timestamps))
        details = self.plan.details(first, len(timestamps))
        times = self._times(batch, faults, details, timestamps)
        values = list(batch.values)
        for place in np.flatnonzero(times != batch.timestamps).tolist():
            values[place] = dated(values[place], b"%d" % times[place])
        for place in np.flatnonzero(faults == Fault.MALFORMED).tolist():
            values[place] = broken(values[place], int(details[place]))
        copied = np.flatnonzero(faults == Fault.DUPLICATED)
        good = counts(faults)
        return Batch(
            _with_copies(values, copied, details[copied]),
            batch.keys[good],
            times[good],
            tally(faults, len(copied)),
        )

    def _times(
        self,
        batch: Batch,
        faults: Faults,
        details: NDArray[np.int64],
        sent: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """What time each event says it was."""
        chance = details / 2.0**32
        back = 1 + (chance * milliseconds(self.spec.out_of_order_by)).astype(np.int64)
        ahead = _DAY + (chance * (_MONTH - _DAY)).astype(np.int64)
        times = np.where(faults == Fault.OUT_OF_ORDER, batch.timestamps - back, batch.timestamps)
        late = batch.timestamps - milliseconds(self.spec.late_by)
        times = np.where(faults == Fault.LATE, late, times)
        return np.where(faults == Fault.FUTURE, sent + ahead, times)


def _with_copies(
    values: list[bytes], copied: NDArray[np.intp], details: NDArray[np.int64]
) -> list[bytes]:
    """The records with a copy of some a little further on, in the same partition."""
    if not len(copied):
        return values
    behind = copied + 0.5 + details % APART
    order = np.argsort(np.concatenate([np.arange(len(values)), behind]), kind="stable")
    sources = np.concatenate([np.arange(len(values)), copied])[order]
    return [values[place] for place in sources.tolist()]
