from datetime import timedelta

import pytest

from tune_contract.tunejob.phase import ConditionType, FailureClass, Phase
from tune_operator.core.conditions import conditions_of, phase_of
from tune_operator.core.observed import KafkaState

READY, STALLED, RECONCILING = (
    ConditionType.READY,
    ConditionType.STALLED,
    ConditionType.RECONCILING,
)


def kstatus(made):
    """What a generic reader makes of the conditions, in the order it reads them."""
    values = {each.type: each.status.value for each in made.status.conditions}
    if values[RECONCILING] == "True":
        return "InProgress"
    if values[STALLED] == "True":
        return "Failed"
    return "Current" if values[READY] == "True" else "InProgress"


def test_a_running_job_is_current(running_world):
    made = running_world(events=10)
    found = {each.type.value: (each.status.value, each.reason) for each in made.status.conditions}
    assert found == {
        "Ready": ("True", "Running"),
        "Accepted": ("True", "Accepted"),
        "KafkaReady": ("True", "Ready"),
        "ProducerReady": ("True", "NotWanted"),
        "StreamRunning": ("True", "Running"),
        "ProgressAdvancing": ("True", "Idle"),
        "LagWithinTarget": ("True", "WithinTarget"),
        "Stalled": ("False", "NotStalled"),
        "Reconciling": ("False", "AsAsked"),
    }
    assert kstatus(made) == "Current"


def test_a_starting_job_is_in_progress(world):
    made = world()
    made.run(1)
    assert (made.status.phase, kstatus(made)) == (Phase.STARTING, "InProgress")


def test_a_waiting_job_is_in_progress(world):
    made = world()
    made.kafka = KafkaState.UNREACHABLE
    made.run(3)
    assert (made.status.phase, kstatus(made)) == (Phase.PENDING, "InProgress")


def test_a_restarting_job_is_in_progress_and_not_stalled(running_world):
    made = running_world()
    made.fail_driver()
    made.run(2)
    assert (made.status.phase, kstatus(made)) == (Phase.PENDING, "InProgress")
    assert made.condition(STALLED) == ("False", "NotStalled")


def test_a_suspended_job_is_as_asked(running_world):
    made = running_world()
    made.change(suspend=True)
    made.run(5)
    assert (made.status.phase, kstatus(made)) == (Phase.SUSPENDED, "Current")


def test_a_succeeded_job_is_as_asked(running_world):
    made = running_world(events=5, trigger={"availableNow": True})
    assert (made.status.phase, kstatus(made)) == (Phase.SUCCEEDED, "Current")


def test_a_failed_job_is_stalled_with_the_reason(running_world):
    made = running_world(restartPolicy={"type": "Never"})
    made.fail_driver()
    made.run(1)
    assert (made.status.phase, kstatus(made)) == (Phase.FAILED, "Failed")
    assert made.condition(STALLED) == ("True", "RestartPolicyNever")


def test_a_failed_job_keeps_the_reason_whatever_happens_around_it(running_world):
    made = running_world(restartPolicy={"type": "Never"})
    made.fail_driver(FailureClass.OUT_OF_MEMORY, 137)
    made.run(3)
    kept = made.status
    made.kafka = KafkaState.UNREACHABLE
    made.run(3)
    assert made.status == kept


def test_a_refused_spec_is_stalled_while_the_last_good_one_runs(running_world):
    made = running_world()
    made.change(checkpoint={"location": "/elsewhere"})
    made.run(3)
    assert (made.status.phase, kstatus(made)) == (Phase.RUNNING, "Failed")
    assert made.condition(READY) == ("True", "Running")
    assert made.condition(STALLED) == ("True", "NotAccepted")


def test_a_stream_that_only_reports_its_standstill_is_not_ready(running_world):
    made = running_world(health={"progress": {"window": "1m", "action": "Report"}})
    made.hung, made.produced = True, 10
    made.step()
    made.now += timedelta(minutes=1)
    made.step()
    assert made.status.phase is Phase.RUNNING
    assert made.condition(READY) == ("False", "StandsStill")


def test_a_job_being_deleted_is_in_progress(running_world):
    made = running_world()
    made.desired = False
    made.step()
    assert (made.status.phase, kstatus(made)) == (Phase.DELETING, "InProgress")


def test_a_transition_keeps_its_time_until_the_status_flips(world):
    made = world()
    begin = made.now
    made.run(2)
    assert made.status.condition(READY).last_transition_time == begin
    made.run(1)
    assert made.status.condition(READY).last_transition_time == begin + timedelta(seconds=2)
    made.run(3)
    assert made.status.condition(READY).last_transition_time == begin + timedelta(seconds=2)


def test_conditions_carry_the_generation_also_after_the_end(running_world):
    made = running_world(restartPolicy={"type": "Never"})
    made.fail_driver()
    made.run(2)
    made.change(ttlSecondsAfterFinished=3600)
    made.step()
    assert {each.observed_generation for each in made.status.conditions} == {2}
    assert made.status.observed_generation == 2


class TestPhase:
    """Phases that pass by in the scenarios too quickly to be seen there."""

    def test_the_first_of_all(self, world, context):
        assert phase_of(context(world())) is Phase.PENDING

    @pytest.mark.parametrize(
        ("spec", "phase"),
        [
            ({"suspend": True}, Phase.DRAINING),
            ({"image": "jobs:2"}, Phase.UPGRADING),
            ({"health": {"maxLag": 1}}, Phase.RUNNING),
        ],
    )
    def test_by_what_the_spec_asks_of_a_running_driver(self, running_world, context, spec, phase):
        made = running_world()
        made.change(**spec)
        assert phase_of(context(made)) is phase

    def test_a_drain_that_is_carried_on(self, running_world, context):
        found = context(running_world())
        asked = found.remember_attempt(drain_requested_time=found.now)
        assert phase_of(asked) is Phase.DRAINING

    def test_all_conditions_come_in_the_order_of_their_types(self, world, context):
        found = conditions_of(context(world()), Phase.PENDING)
        assert [each.type for each in found] == list(ConditionType)
