from datetime import UTC, datetime, timedelta

import pytest

from tune_contract.tunejob.phase import ConditionType, Phase
from tune_operator.core.observed import ProcessState
from tune_operator.core.steps.plan import plan

SEVEN = {"trigger": {"schedule": "0 7 * * *"}}
QUICK = {"restartPolicy": {"backoff": {"initial": "1s"}, "maxRestarts": 1}}
TOMORROW = datetime(2026, 1, 2, 7, tzinfo=UTC)  # the world begins at noon of the first
READY, STALLED, RECONCILING = (
    ConditionType.READY,
    ConditionType.STALLED,
    ConditionType.RECONCILING,
)


@pytest.fixture
def waiting(world):
    """A job that runs at seven, at noon."""
    made = world(**SEVEN, **QUICK)
    made.produced = 9
    made.run(3)
    return made


@pytest.fixture
def done(waiting):
    """The same at seven past its first run."""
    return run_at(waiting, TOMORROW)


def run_at(made, moment, passes=6):
    made.now = moment
    made.run(passes)
    return made


def times(made):
    return made.status.schedule.last_run_time, made.status.schedule.next_run_time


def test_a_job_without_schedule_goes_on(running_world, context):
    found = plan(context(running_world()))
    assert found.status.schedule is None


def test_the_first_run_is_waited_for_and_that_is_as_asked(waiting):
    assert (waiting.starts, waiting.status.phase) == ([], Phase.PENDING)
    assert times(waiting) == (None, TOMORROW)
    assert waiting.condition(READY) == ("True", "Scheduled")
    assert waiting.status.condition(READY).message == "The next run is at 2026-01-02 07:00 UTC."
    assert waiting.condition(RECONCILING) == ("False", "AsAsked")
    assert waiting.condition(STALLED) == ("False", "NotStalled")


def test_nothing_is_written_while_it_waits(waiting):
    before = waiting.status
    decision = waiting.step()
    assert (decision.status, decision.actions) == (before, ())
    assert decision.requeue_after == (TOMORROW - waiting.now).total_seconds()


def test_not_a_moment_too_early(waiting):
    run_at(waiting, TOMORROW - timedelta(seconds=2), passes=2)
    assert waiting.starts == []
    waiting.run(1)
    assert waiting.starts == [1]


def test_a_run_reads_what_is_there_and_the_next_is_waited_for(done):
    assert (done.status.phase, done.committed, done.starts) == (Phase.SUCCEEDED, 9, [1])
    assert times(done) == (TOMORROW, TOMORROW + timedelta(days=1))
    assert done.step().requeue_after == (TOMORROW + timedelta(days=1) - done.now).total_seconds()
    done.produced += 4
    run_at(done, TOMORROW + timedelta(days=1))
    assert (done.status.phase, done.committed, done.starts) == (Phase.SUCCEEDED, 13, [1, 2])


def test_what_was_missed_is_made_up_for_by_one_run(done):
    late = TOMORROW + timedelta(days=5, hours=3)
    run_at(done, late, passes=20)
    assert done.starts == [1, 2]
    assert times(done) == (late, TOMORROW + timedelta(days=6))


def test_a_run_knows_the_first_time_that_it_makes_up_for(done):
    assert done.status.schedule.due_time == TOMORROW
    run_at(done, TOMORROW + timedelta(days=3, hours=2))
    assert done.status.schedule.due_time == TOMORROW + timedelta(days=1)
    assert done.status.schedule.last_run_time == TOMORROW + timedelta(days=3, hours=2)


def test_a_run_that_is_asked_for_is_due_when_it_is(done):
    done.change(restartNonce=1)
    now = done.now
    done.run(6)
    assert (done.status.schedule.due_time, done.starts) == (now, [1, 2])


def test_a_run_that_lasts_over_the_next_time_is_followed_by_one(waiting):
    waiting.change(health={"progress": {"action": "Report"}})
    waiting.hung = True
    run_at(waiting, TOMORROW, passes=3)
    waiting.now = TOMORROW + timedelta(days=2, hours=1)
    waiting.hung = False
    waiting.run(20)
    assert (waiting.starts, waiting.status.phase) == ([1, 2], Phase.SUCCEEDED)


def test_a_failed_run_is_tried_again_then_the_next_one_is_waited_for(waiting):
    waiting.change(image="evicted")
    run_at(waiting, TOMORROW, passes=20)
    assert (waiting.starts, waiting.status.phase) == ([1, 2], Phase.FAILED)
    assert waiting.condition(READY) == ("False", "Failed")
    assert waiting.status.condition(READY).message == (
        "The last run failed; lastFailure says why. The next run is at 2026-01-03 07:00 UTC."
    )
    assert waiting.condition(STALLED) == ("False", "WaitsForNextRun")
    assert waiting.condition(RECONCILING) == ("False", "AsAsked")
    waiting.cured = True
    run_at(waiting, TOMORROW + timedelta(days=1))
    assert (waiting.starts, waiting.status.phase) == ([1, 2, 3], Phase.SUCCEEDED)
    assert waiting.status.restarts.consecutive_failures == 0


def test_a_suspended_job_has_no_next_time_and_makes_up_for_none(done):
    done.change(suspend=True)
    run_at(done, TOMORROW + timedelta(days=3, hours=1))
    assert (done.starts, times(done)) == ([1], (TOMORROW, None))
    assert done.step().requeue_after is None
    done.change(suspend=False)
    done.run(6)
    assert (done.starts, times(done)[1]) == ([1], TOMORROW + timedelta(days=4))


def test_a_run_that_was_suspended_is_carried_on(waiting):
    run_at(waiting, TOMORROW, passes=1)
    waiting.change(suspend=True)
    waiting.run(5)
    assert (waiting.status.phase, waiting.driver.state) == (Phase.SUSPENDED, ProcessState.ABSENT)
    waiting.change(suspend=False)
    waiting.run(6)
    assert (waiting.status.phase, waiting.starts) == (Phase.SUCCEEDED, [1, 2])


def test_a_changed_schedule_is_followed_without_a_restart(done):
    done.change(trigger={"schedule": "0 9 * * *", "timeZone": "Europe/Oslo"})
    done.run(3)
    assert (done.starts, times(done)[1]) == ([1], datetime(2026, 1, 2, 8, tzinfo=UTC))


def test_a_changed_stream_waits_for_the_next_run(done):
    done.change(image="jobs:2")
    done.run(5)
    assert (done.starts, done.status.phase) == ([1], Phase.SUCCEEDED)
    run_at(done, TOMORROW + timedelta(days=1))
    assert (done.starts, done.runs.image) == ([1, 2], "jobs:2")


def test_a_changed_restart_nonce_is_a_run_at_once(done):
    done.change(restartNonce=1)
    done.run(6)
    assert (done.starts, done.status.phase) == ([1, 2], Phase.SUCCEEDED)


def test_the_producer_runs_while_a_run_does(world):
    made = world(**SEVEN, producer={"total": 20})
    made.run(3)
    assert made.producer.state is ProcessState.ABSENT
    run_at(made, TOMORROW, passes=12)
    assert (made.committed, made.status.phase) == (20, Phase.SUCCEEDED)
    assert made.producer.state is ProcessState.ABSENT


def test_a_schedule_that_cannot_be_followed_is_not_accepted(done):
    done.change(trigger={"schedule": "99 * * * *"})
    done.run(3)
    message = done.status.condition(ConditionType.ACCEPTED).message
    assert done.condition(ConditionType.ACCEPTED) == ("False", "InvalidSchedule")
    assert message.startswith("trigger.schedule '99 * * * *' cannot be followed")
    assert done.condition(STALLED) == ("True", "InvalidSchedule")
    assert done.condition(READY) == ("False", "InvalidSchedule")
    done.change(**SEVEN)
    done.run(1)
    assert done.condition(READY) == ("True", "Succeeded")


def test_a_new_job_with_such_a_schedule_starts_nothing(world):
    made = world(trigger={"schedule": "0 7 * * *", "timeZone": "Mars/Base"})
    made.run(3)
    assert (made.starts, made.status.phase) == ([], Phase.PENDING)
    assert made.condition(STALLED) == ("True", "InvalidSchedule")


def test_a_stream_that_becomes_scheduled_ends_and_waits(running_world):
    made = running_world(producer={"rate": 10})
    made.change(**SEVEN)
    made.run(6)
    assert made.driver.state is made.producer.state is ProcessState.ABSENT
    assert (made.status.phase, made.condition(READY)) == (Phase.PENDING, ("True", "Scheduled"))
    made.change(trigger={})
    made.run(5)
    assert (made.status.phase, made.status.schedule) == (Phase.RUNNING, None)


def test_its_time_to_live_never_ends(done):
    done.change(ttlSecondsAfterFinished=1)
    done.run(5)
    assert not done.deleted_by_ttl
