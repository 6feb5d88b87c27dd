import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tune_contract.runtime.reports import DisorderCounts
from tune_contract.tunejob.disorder import DisorderSpec
from tune_producer.disorder.plan import Fault, Plan, counts, tally
from tune_producer.event_id import EventIds
from tune_producer.scenarios.scenario import CHUNK

IDS = EventIds(7, "0011223344")
SPEC = DisorderSpec(late=0.1, out_of_order=0.2, duplicated=0.05, malformed=0.02, future=0.01)
PLAN = Plan(SPEC, IDS)


def test_shares_are_kept():
    found = np.bincount(PLAN.faults(0, CHUNK), minlength=len(Fault)) / CHUNK
    expected = {
        Fault.LATE: 0.1,
        Fault.OUT_OF_ORDER: 0.2,
        Fault.DUPLICATED: 0.05,
        Fault.MALFORMED: 0.02,
        Fault.FUTURE: 0.01,
        Fault.NONE: 0.62,
    }
    assert {fault: found[fault] for fault in expected} == pytest.approx(expected, abs=0.015)


@pytest.mark.parametrize("fault", [each for each in Fault if each is not Fault.NONE])
def test_all_events_may_have_one_fault(fault):
    plan = Plan(DisorderSpec(**{fault.name.lower(): 1.0}), IDS)
    assert set(plan.faults(0, CHUNK).tolist()) == {fault}


def test_no_shares_no_faults():
    plan = Plan(DisorderSpec(), IDS)
    assert not plan.faults(0, CHUNK).any()
    assert not plan.of(np.arange(5)).any()


@given(st.lists(st.integers(0, 3 * CHUNK - 1), max_size=30))
def test_a_number_has_its_fault_in_any_company(numbers):
    alone = [int(PLAN.faults(number, 1)[0]) for number in numbers]
    assert PLAN.of(np.array(numbers, dtype=np.int64)).tolist() == alone


def test_another_seed_or_stream_has_another_plan():
    plans = [PLAN, Plan(SPEC, EventIds(8, IDS.run)), Plan(SPEC, EventIds(7, IDS.run, stream=1))]
    assert len({plan.faults(0, 1_000).tobytes() for plan in plans}) == 3


def test_another_run_has_the_same_plan():
    other = Plan(SPEC, EventIds(7, "ffffffffff"))
    assert (other.faults(0, 1_000) == PLAN.faults(0, 1_000)).all()


def test_what_counts_and_what_does_not():
    faults = np.array([Fault.NONE, Fault.OUT_OF_ORDER, Fault.DUPLICATED, *list(Fault)[3:]] * 2)
    assert counts(faults).tolist() == [True, True, True, False, False, False] * 2
    assert tally(faults, 5) == DisorderCounts(late=2, duplicated=5, malformed=2, future=2)
