from dataclasses import replace

import pytest

from tune_contract.tunejob.phase import DrainReason
from tune_operator.core.steps.finish import finish


@pytest.fixture
def done(world, context):
    """A pass that knows from the one before that the producer has finished."""
    made = world(producer={"total": 35})
    while not made.status.producer.finished:
        made.run(1)
    return context(made)


def reason_of(found):
    return finish(found).status.attempt.drain_reason


def with_lag(found, lag):
    return replace(found, observed=replace(found.observed, lag=lag))


@pytest.mark.parametrize(("lag", "reason"), [(0, DrainReason.FINISH), (1, None), (None, None)])
def test_ends_when_nothing_is_left_to_read(done, lag, reason):
    assert reason_of(with_lag(done, lag)) == reason


def test_a_finish_that_is_news_waits_for_a_lag_measured_after_it(done):
    producer = done.before.producer.model_copy(update={"finished": False})
    before = done.before.model_copy(update={"producer": producer})
    assert reason_of(replace(done, before=before)) is None


def test_a_changed_producer_has_not_finished(done, make_job):
    assert reason_of(replace(done, asked=done.asked.model_copy(update={"producer": "x"}))) is None


@pytest.mark.parametrize(
    "spec", [{}, {"producer": {}}, {"producer": {"total": 35}, "trigger": {"availableNow": True}}]
)
def test_only_a_bounded_producer_ends_a_driver(done, make_job, spec):
    assert reason_of(replace(done, job=make_job(**spec))) is None
