"""Each sink at each point: every acknowledged event is counted once, whenever a driver dies.

Here one seed of each of the driver's own points; `make faults` has twenty of all failures.
"""

import pytest

from tune_contract.tunejob.sinks import SinkKind

from .schedule import draw_of, shuffled

# Delta on a cold JVM is three times as slow as all the others together.
CHAINS = [
    (SinkKind.POSTGRES, SinkKind.CSV, SinkKind.PARQUET, SinkKind.REDIS, SinkKind.KAFKA),
    (SinkKind.DELTA,),
]


@pytest.mark.parametrize("kinds", CHAINS, ids="+".join)
def test_nothing_is_lost_and_nothing_counted_twice(kinds, chain, asked, report, settings):
    kinds = asked.chosen(kinds)
    if not kinds:
        pytest.skip("not among FAULT_SINKS")
    links = chain(kinds)
    for seed in asked.seeds:
        failures = asked.failures(kinds, settings.home.state)
        for failure in shuffled(failures, draw_of(seed, "order")):
            links.run(failure, seed)
            assert report.bad() == []
    links.end()
