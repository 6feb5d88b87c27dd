from datetime import timedelta

import pytest

from tune_operator.core.steps.forgive import forgive

SPEC = {"restartPolicy": {"resetAfter": "10m"}, "health": {"progress": {"window": "1h"}}}


@pytest.fixture
def restarted(running_world):
    """A job whose second driver started right now, after one failure."""
    made = running_world(events=10, **SPEC)
    made.fail_driver()
    while len(made.starts) < 2:
        made.run(1)
    made.now = made.status.attempt.start_time
    return made


def failures_after(made, context, wait):
    made.now += wait
    return forgive(context(made)).status.restarts.consecutive_failures


@pytest.mark.parametrize(("microseconds", "failures"), [(-1, 1), (0, 0), (1, 0)])
def test_from_the_end_of_the_time_on(restarted, context, microseconds, failures):
    start = restarted.now
    restarted.run(4)
    restarted.now = start
    wait = timedelta(minutes=10, microseconds=microseconds)
    assert failures_after(restarted, context, wait) == failures


def test_not_a_driver_that_never_committed_what_waits(restarted, context):
    restarted.hung, restarted.produced = True, 20
    restarted.run(2)
    assert failures_after(restarted, context, timedelta(minutes=30)) == 1


def test_not_a_driver_that_is_gone(restarted, context):
    restarted.run(4)
    restarted.fail_driver()
    assert failures_after(restarted, context, timedelta(hours=1)) == 1


def test_not_one_that_stands_still(restarted, context):
    restarted.run(4)
    restarted.hung, restarted.produced = True, 20
    restarted.step()
    assert failures_after(restarted, context, timedelta(hours=1)) == 1


def test_the_count_of_all_restarts_stays(restarted):
    restarted.run(4)
    restarted.now += timedelta(minutes=10)
    restarted.step()
    assert (restarted.status.restarts.count, restarted.status.restarts.consecutive_failures) == (
        1,
        0,
    )
