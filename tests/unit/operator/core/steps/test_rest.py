from datetime import timedelta

import pytest

from tune_contract.tunejob.phase import ConditionType, Phase
from tune_contract.tunejob.status import RestartStatus
from tune_operator.core.actions import DeleteJob
from tune_operator.core.observed import ProcessState
from tune_operator.core.steps.rest import rest


@pytest.fixture
def failed(running_world):
    made = running_world(restartPolicy={"type": "Never"})
    made.fail_driver()
    made.run(2)
    return made


def test_a_job_that_has_not_finished_goes_on(running_world, context):
    found = context(running_world())
    assert rest(found) == found


@pytest.mark.parametrize(
    "change", [{"restartNonce": 1}, {"image": "jobs:2"}, {"producer": {"rate": 1}}]
)
def test_a_changed_spec_starts_a_failed_job_again_with_all_its_chances(failed, change):
    failed.change(**change)
    failed.run(5)
    assert (failed.status.phase, failed.starts) == (Phase.RUNNING, [1, 2])
    assert failed.status.restarts == RestartStatus()
    assert failed.status.finish_time is None
    assert failed.condition(ConditionType.STALLED) == ("False", "NotStalled")


@pytest.mark.parametrize("change", [{"restartPolicy": {"maxRestarts": 9}}, {"suspend": True}])
def test_other_changes_do_not(failed, change):
    failed.change(**change)
    failed.run(3)
    assert (failed.status.phase, failed.starts) == (Phase.FAILED, [1])


def test_a_refused_change_does_not_either_and_says_so(failed):
    failed.change(checkpoint={"location": "/elsewhere"})
    failed.run(3)
    assert (failed.status.phase, failed.starts) == (Phase.FAILED, [1])
    assert failed.condition(ConditionType.ACCEPTED) == ("False", "IdentityChanged")


def test_more_to_produce_reopens_a_job_that_succeeded(running_world):
    made = running_world(producer={"total": 20})
    made.run(4)
    assert made.status.phase is Phase.SUCCEEDED
    made.change(producer={"total": 50})
    made.run(12)
    assert (made.status.phase, made.committed) == (Phase.SUCCEEDED, 50)


class TestTimeToLive:
    def succeeded(self, running_world, ttl):
        made = running_world(trigger={"availableNow": True}, ttlSecondsAfterFinished=ttl)
        assert made.status.phase is Phase.SUCCEEDED
        return made

    def test_deletes_the_job_when_it_is_over(self, running_world):
        made = self.succeeded(running_world, 60)
        made.now = made.status.finish_time + timedelta(seconds=60, microseconds=-1)
        assert made.step().actions == ()
        made.now = made.status.finish_time + timedelta(seconds=60)
        assert made.step().actions == (DeleteJob(),)

    def test_tells_when_to_look_again(self, running_world):
        made = self.succeeded(running_world, 60)
        made.now = made.status.finish_time + timedelta(seconds=20)
        assert made.step().requeue_after == 40.0

    def test_of_zero_deletes_at_once(self, running_world):
        assert self.succeeded(running_world, 0).deleted_by_ttl

    def test_is_endless_when_left_out(self, running_world):
        made = self.succeeded(running_world, None)
        made.tick(10**8)
        assert made.step().actions == ()


def test_what_is_left_of_a_finished_job_is_removed(running_world):
    made = running_world(restartPolicy={"type": "Never"}, producer={})
    made.fail_driver()
    made.run(3)
    assert made.driver.state is made.producer.state is ProcessState.ABSENT
