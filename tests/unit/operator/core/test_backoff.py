from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tune_contract.tunejob.lifecycle import BackoffSpec
from tune_operator.core.backoff import JITTER, base_delay, delay

DEFAULT = BackoffSpec()  # 10s, factor 2, at most 5m


@st.composite
def policies(draw):
    initial = draw(st.integers(1, 10**9))
    return BackoffSpec(
        initial=timedelta(milliseconds=initial),
        factor=draw(st.floats(1, 10)),
        max=timedelta(milliseconds=draw(st.integers(initial, 10**10))),
    )


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 10), (2, 20), (3, 40), (4, 80), (5, 160), (6, 300), (7, 300)]
)
def test_doubles_up_to_the_longest_wait(failures, seconds):
    assert base_delay(DEFAULT, failures) == timedelta(seconds=seconds)


def test_a_wait_that_is_exactly_the_longest_is_not_cut():
    policy = BackoffSpec(initial="10s", factor=2, max="40s")
    assert [base_delay(policy, n).total_seconds() for n in (2, 3, 4)] == [20, 40, 40]


def test_factor_one_never_grows():
    policy = BackoffSpec(initial="10s", factor=1, max="5m")
    assert base_delay(policy, 1_000_000) == timedelta(seconds=10)


def test_a_million_failures_do_not_overflow():
    assert base_delay(BackoffSpec(factor=10), 1_000_000) == timedelta(minutes=5)


@given(policies(), st.integers(1, 1000))
def test_grows_monotonically(policy, failures):
    assert policy.initial <= base_delay(policy, failures) <= base_delay(policy, failures + 1)


@given(policies(), st.integers(1, 1000), st.text(max_size=20))
def test_jitter_stays_within_its_bounds_and_below_the_longest_wait(policy, failures, seed):
    base, found = base_delay(policy, failures), delay(policy, failures, seed)
    rounding = timedelta(microseconds=1)
    assert base * (1 - JITTER) - rounding <= found <= base * (1 + JITTER) + rounding
    assert found <= policy.max


def test_the_same_failure_waits_as_long_and_another_job_does_not():
    assert delay(DEFAULT, 3, "uid-1") == delay(DEFAULT, 3, "uid-1")
    assert delay(DEFAULT, 3, "uid-1") != delay(DEFAULT, 3, "uid-2")
