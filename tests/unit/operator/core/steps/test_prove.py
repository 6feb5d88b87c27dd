from dataclasses import replace
from datetime import timedelta

import pytest

from tune_contract.runtime.reports import DriverState
from tune_contract.tunejob.phase import ConditionType, DrainReason, FailureClass, Phase
from tune_operator.core.actions import KillDriver, StartDriver
from tune_operator.core.fingerprint import applied_by, version
from tune_operator.core.observed import KafkaState, ProcessState
from tune_operator.core.steps import prove as module
from tune_operator.core.steps.prove import prove

QUICK = {"readyTimeout": "30s", "drainTimeout": "5s"}
READY, ACCEPTED, STALLED, STREAM = (
    ConditionType.READY,
    ConditionType.ACCEPTED,
    ConditionType.STALLED,
    ConditionType.STREAM_RUNNING,
)


@pytest.fixture
def made(running_world):
    """A job whose first version counts, with a producer, so that events always wait."""
    return running_world(producer={"rate": 10}, upgrade=QUICK)


def last_good_runs(made):
    good = made.status.last_good
    return (
        made.driver.state is ProcessState.RUNNING
        and version(made.status.applied) == version(good.applied)
        and made.runs.image == good.spec.get("image", "")
        and made.committed == made.produced
    )


class TestKeep:
    def test_a_version_is_kept_once_it_is_ready(self, world):
        made = world()
        made.run(2)
        assert made.status.last_good is None
        made.run(1)
        good = made.status.last_good
        assert (good.generation, version(good.applied)) == (1, version(made.status.applied))
        assert good.spec == made.job.spec.model_dump(mode="json", exclude_defaults=True)

    def test_the_next_one_takes_its_place(self, made):
        made.change(image="jobs:2")
        made.run(8)
        good = made.status.last_good
        assert (good.generation, good.spec["image"]) == (2, "jobs:2")
        assert (made.status.trial_since, made.rollbacks) == (None, 0)

    def test_other_changes_keep_nothing_anew(self, made):
        before = made.status.last_good
        made.change(producer={"rate": 20}, health={"maxLag": 5})
        made.run(8)
        assert made.status.last_good is before

    def test_an_idle_version_is_ready_when_it_has_found_nothing_to_read(self, world, context):
        made = world()
        made.run(2)
        blind = context(made)
        blind = replace(blind, observed=replace(blind.observed, lag=None))
        assert prove(blind).status.last_good is None
        made.report_driver(DriverState.RUNNING, idle=True)
        found = prove(replace(blind, observed=replace(blind.observed, driver=made.driver)))
        assert found.status.last_good is not None

    def test_a_driver_that_ends_by_itself_is_none_to_go_back_to(self, running_world):
        made = running_world(events=5, trigger={"availableNow": True})
        assert (made.status.phase, made.status.last_good) == (Phase.SUCCEEDED, None)

    def test_a_spec_that_is_too_large_is_not_kept_and_it_says_so(self, world):
        made = world(parameters={"text": "x" * module.MOST_KEPT})
        made.run(2)
        decision = made.step()
        assert made.status.last_good.spec == {}
        assert decision.reason == (
            "The spec is above 512 KiB and is not kept: there is no rollback to it."
        )
        made.change(image="crashes")
        made.run(10)
        assert (made.rollbacks, made.status.rollback) == (0, None)
        assert made.status.restarts.consecutive_failures == 1


class TestRollback:
    @pytest.mark.parametrize(
        ("image", "failure"),
        [
            ("crashes", FailureClass.APPLICATION),
            ("eats-memory", FailureClass.OUT_OF_MEMORY),
            ("other-query", FailureClass.CHECKPOINT),
        ],
    )
    def test_at_once_when_the_version_itself_fails(self, made, image, failure):
        made.change(image=image)
        made.run(12)
        assert made.starts == [1, 2, 3]
        assert last_good_runs(made)
        assert made.phases[-5:] == ["Upgrading", "Starting", "RollingBack", "Starting", "Running"]
        assert made.status.last_failure.failure_class is failure
        assert (made.status.restarts.count, made.status.restarts.consecutive_failures) == (0, 0)

    @pytest.mark.parametrize(
        ("image", "failure", "words"),
        [
            ("no-such-image", FailureClass.IMAGE, "no-such-image!"),
            ("too-large", FailureClass.SCHEDULING, "too-large!"),
            ("hangs", FailureClass.APPLICATION, "No batch was committed."),
            ("evicted", FailureClass.INFRASTRUCTURE, "It broke."),
        ],
    )
    def test_after_the_timeout_when_it_does_not_become_ready(self, made, image, failure, words):
        made.change(image=image)
        made.run(4)
        begun = made.now
        while made.status.rollback is None:
            made.run(1)
        assert timedelta(seconds=29) <= made.now - begun <= timedelta(seconds=31)
        last = made.status.last_failure
        assert (last.failure_class, last.message) == (failure, words)
        made.run(12)
        assert last_good_runs(made)

    def test_what_is_to_be_done_stands_in_the_conditions_while_the_job_counts(self, made):
        made.change(image="crashes")
        made.run(12)
        message = (
            "The version of generation 2 failed before it was ready: Application: It broke. "
            "That of generation 1 runs instead. "
            "Change the spec, or spec.restartNonce to try it once more."
        )
        assert made.status.rollback.message == message
        assert made.status.phase is Phase.RUNNING
        assert made.condition(STREAM) == ("True", "Running")
        assert made.condition(ACCEPTED) == ("False", "RolledBack")
        assert made.condition(READY) == ("False", "RolledBack")
        assert made.condition(STALLED) == ("True", "RolledBack")
        assert made.condition(ConditionType.RECONCILING) == ("False", "Stalled")
        assert made.status.condition(READY).message == message

    def test_the_next_look_is_when_the_time_is_over(self, made):
        made.change(image="no-such-image")
        made.run(5)
        since = made.status.trial_since
        wait = made.step().requeue_after
        assert made.now + timedelta(seconds=wait) == since + timedelta(seconds=30)

    def test_a_driver_that_hangs_is_asked_first_then_ended(self, made):
        made.change(image="hangs")
        made.run(4)
        made.now += timedelta(seconds=30)
        made.step()
        assert made.status.attempt.drain_reason is DrainReason.ROLLBACK
        assert made.status.phase is Phase.ROLLING_BACK
        assert made.driver.state is ProcessState.RUNNING
        made.run(6)
        assert KillDriver() in made.applied
        made.run(4)
        assert last_good_runs(made)

    def test_one_that_would_be_failed_for_good_is_rolled_back(self, running_world):
        made = running_world(restartPolicy={"type": "Never"}, producer={"rate": 10})
        made.change(image="evicted")
        made.run(12)
        assert (made.rollbacks, last_good_runs(made)) == (1, True)

    def test_the_producers_change_stays(self, made):
        made.change(image="crashes", producer={"rate": 20})
        made.run(14)
        assert made.producer.fingerprint == applied_by(made.job.spec).producer
        assert last_good_runs(made)


class TestNoLoop:
    def test_the_refused_version_is_not_tried_again(self, made):
        made.change(image="crashes")
        made.run(200)
        assert (made.starts, made.rollbacks) == ([1, 2, 3], 1)

    def test_not_after_a_failure_of_the_last_good_one_either(self, made):
        made.change(image="crashes")
        made.run(12)
        made.fail_driver()
        made.run(30)
        assert (made.starts, made.rollbacks) == ([1, 2, 3, 4], 1)
        assert last_good_runs(made)

    @pytest.mark.parametrize(
        "change", [{"suspend": True}, {"producer": {"rate": 3}}, {"health": {"maxLag": 1}}]
    )
    def test_other_changes_do_not_try_it_again(self, made, change):
        made.change(image="crashes")
        made.run(12)
        made.change(**change)
        made.run(6)
        made.change(suspend=False)
        made.run(6)
        assert (made.rollbacks, last_good_runs(made)) == (1, True)

    @pytest.mark.parametrize("change", [{"image": "jobs:3"}, {"parameters": {"window": "2m"}}])
    def test_a_changed_stream_is_tried(self, made, change):
        made.change(image="crashes")
        made.run(12)
        made.cured = True
        made.change(**change)
        made.run(8)
        assert made.condition(READY) == ("True", "Running")
        assert made.status.rollback is None
        assert made.status.last_good.generation == 3

    def test_the_same_one_is_tried_once_more_when_asked(self, made):
        made.change(image="crashes")
        made.run(12)
        made.change(restartNonce=1)
        made.run(12)
        assert (made.starts, made.rollbacks) == ([1, 2, 3, 4, 5], 2)
        assert last_good_runs(made)

    def test_the_change_taken_back_is_as_if_nothing_had_been(self, made):
        made.change(image="crashes")
        made.run(12)
        made.change(image="")
        made.run(3)
        assert (made.starts, made.status.rollback) == ([1, 2, 3], None)
        assert made.condition(READY) == ("True", "Running")


class TestNotJudged:
    def test_while_kafka_is_away(self, made):
        made.change(image="hangs")
        made.run(5)
        made.kafka = KafkaState.UNREACHABLE
        made.run(60)
        assert (made.status.trial_since, made.rollbacks) == (None, 0)
        made.kafka = KafkaState.READY
        made.run(29)
        assert made.rollbacks == 0
        made.run(4)
        assert made.rollbacks == 1

    def test_while_it_is_suspended(self, made):
        made.change(image="hangs")
        made.run(5)
        made.change(image="hangs", suspend=True)
        made.run(60)
        assert (made.status.phase, made.rollbacks) == (Phase.SUSPENDED, 0)
        made.change(image="hangs", suspend=False)
        made.run(29)
        assert made.rollbacks == 0

    def test_when_the_user_wants_no_rollback(self, running_world):
        made = running_world(upgrade={"rollback": False}, producer={"rate": 10})
        made.change(image="crashes")
        made.run(12)
        assert made.rollbacks == 0
        assert made.status.restarts.consecutive_failures == 1

    def test_the_first_version_has_none_to_go_back_to(self, world):
        made = world(image="crashes", upgrade=QUICK)
        made.run(60)
        assert (made.rollbacks, made.status.last_good) == (0, None)
        assert made.status.restarts.consecutive_failures > 1

    def test_a_version_that_was_ready_once_follows_the_restart_policy(self, made):
        made.fail_driver()
        made.run(2)
        assert (made.rollbacks, made.status.restarts.consecutive_failures) == (0, 1)


def test_a_stateless_upgrade_that_fails_goes_back_to_the_old_checkpoint(running_world):
    made = running_world(upgrade={**QUICK, "mode": "stateless"}, producer={"rate": 10})
    made.change(image="crashes")
    made.run(4)
    assert (made.applied[-1], made.checkpoint) == (StartDriver(2), (0, 2))
    made.run(10)
    assert (made.checkpoint, last_good_runs(made)) == ((0, 0), True)
    made.change(image="jobs:3")
    made.run(8)
    assert (made.checkpoint, made.status.last_good.applied.checkpoint_epoch) == ((0, 3), 3)
    assert made.committed == made.produced
