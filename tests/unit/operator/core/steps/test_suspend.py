from datetime import timedelta

from tune_contract.tunejob.phase import DrainReason, Phase
from tune_operator.core.actions import DrainDriver, KillDriver, StartDriver
from tune_operator.core.observed import KafkaState
from tune_operator.core.steps.suspend import suspend


def test_a_job_that_is_not_suspended_goes_on(running_world, context):
    found = context(running_world())
    assert suspend(found) == found


def test_a_job_made_suspended_starts_nothing(world):
    made = world(suspend=True, producer={})
    made.kafka = KafkaState.TOPICS_MISSING
    made.run(3)
    assert (made.status.phase, made.applied) == (Phase.SUSPENDED, [])


def test_notes_why_and_since_when_it_drains(running_world):
    made = running_world()
    made.change(suspend=True)
    made.step()
    attempt = made.status.attempt
    assert (attempt.drain_reason, attempt.drain_requested_time) == (DrainReason.SUSPEND, made.now)
    assert made.status.phase is Phase.DRAINING


def test_a_driver_that_does_not_drain_is_ended_after_the_timeout(running_world):
    made = running_world(upgrade={"drainTimeout": "30s"})
    made.hung = True
    made.change(suspend=True)
    made.run(30)
    assert set(made.applied) == {DrainDriver()}
    made.run(2)
    assert made.applied[-1] == KillDriver()
    assert made.status.phase is Phase.SUSPENDED
    assert made.status.last_failure is None


def test_resumed_while_it_drains_it_drains_first(running_world):
    made = running_world()
    made.change(suspend=True)
    made.step()
    made.change(suspend=False)
    made.run(6)
    assert made.phases == ["Starting", "Running", "Draining", "Pending", "Starting", "Running"]
    assert made.starts == [1, 2]


def test_a_failure_while_suspended_waits_for_the_resume(running_world):
    made = running_world()
    made.fail_driver()
    made.change(suspend=True)
    made.run(3)
    assert made.status.phase is Phase.SUSPENDED
    made.now += timedelta(hours=1)
    made.change(suspend=False)
    made.run(1)
    assert made.applied[-1] == StartDriver(2)


def test_works_for_a_spec_that_is_refused(running_world):
    made = running_world()
    made.change(suspend=True, checkpoint={"location": "/elsewhere"})
    made.run(4)
    assert made.status.phase is Phase.SUSPENDED
