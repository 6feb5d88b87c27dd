from datetime import UTC, datetime

import pytest

from tune_contract.tunejob.status import (
    AppliedStatus,
    LastGoodStatus,
    RollbackStatus,
    TuneJobStatus,
)
from tune_operator.core.fingerprint import applied_by
from tune_operator.core.version import effective_job, last_good_spec, rolled_back, target

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
STATELESS = {"upgrade": {"mode": "stateless"}}


def status_of(good, refused=None, **applied):
    """A job whose last good version is that of `good`, and which gave up that of `refused`."""
    kept = applied_by(good.spec).model_copy(update=applied)
    spec = good.spec.model_dump(mode="json", exclude_defaults=True)
    rollback = refused and RollbackStatus(
        refused=applied_by(refused.spec), generation=2, time=NOON, message="It broke."
    )
    last_good = LastGoodStatus(generation=1, applied=kept, spec=spec)
    return TuneJobStatus(applied=kept, last_good=last_good, rollback=rollback)


def with_status(job, status):
    return job.model_copy(update={"status": status})


def wanted(job, status):
    return target(job, status, applied_by(job.spec))


class TestRolledBack:
    def is_so(self, job, status):
        return rolled_back(job.spec, status, applied_by(job.spec))

    def test_only_the_version_that_was_refused(self, make_job):
        good, bad = make_job(), make_job(image="bad")
        status = status_of(good, bad)
        assert self.is_so(bad, status)
        assert not self.is_so(good, status)
        assert not self.is_so(make_job(image="better"), status)

    def test_the_rest_of_the_spec_does_not_matter(self, make_job):
        status = status_of(make_job(), make_job(image="bad"))
        assert self.is_so(make_job(image="bad", producer={"rate": 7}, suspend=True), status)

    @pytest.mark.parametrize("again", [{"restartNonce": 1}, {"upgrade": {"rollback": False}}])
    def test_the_user_can_have_it_tried_once_more(self, make_job, again):
        status = status_of(make_job(), make_job(image="bad"))
        assert not self.is_so(make_job(image="bad", **again), status)

    def test_not_without_a_version_that_can_be_read(self, make_job):
        bad = make_job(image="bad")
        status = status_of(make_job(), bad)
        for spec in ({}, {"fieldOfALaterVersion": 1}):
            good = status.last_good.model_copy(update={"spec": spec})
            unreadable = status.model_copy(update={"last_good": good})
            assert last_good_spec(unreadable) is None
            assert not self.is_so(bad, unreadable)


class TestEffectiveJob:
    def test_is_the_users_own_as_a_rule(self, make_job):
        job = with_status(make_job(image="new"), status_of(make_job()))
        assert effective_job(job) is job

    def test_after_a_rollback_the_stream_is_the_last_good_ones(self, make_job):
        good = make_job(image="good", checkpoint={"location": "/good"}, trigger={"interval": "2s"})
        bad = make_job(
            image="bad",
            checkpoint={"location": "/bad", "resetNonce": 1, "onDelete": "Delete"},
            producer={"rate": 7},
            restartPolicy={"maxRestarts": 3},
            upgrade={"drainTimeout": "5s"},
        )
        found = effective_job(with_status(bad, status_of(good, bad))).spec
        assert (found.image, found.trigger) == ("good", good.spec.trigger)
        assert (found.checkpoint.location, found.checkpoint.reset_nonce) == ("/good", 0)
        assert found.checkpoint.on_delete is bad.spec.checkpoint.on_delete
        assert found.producer == bad.spec.producer
        assert found.restart_policy == bad.spec.restart_policy
        assert found.upgrade == bad.spec.upgrade
        assert applied_by(found).stream == applied_by(good.spec).stream


class TestTarget:
    def test_a_new_job_begins_the_first_checkpoint(self, make_job):
        job = make_job(generation=4, checkpoint={"resetNonce": 2}, **STATELESS)
        assert wanted(job, TuneJobStatus()) == applied_by(job.spec)

    def test_what_is_known_of_the_checkpoint_stays_with_it(self, make_job):
        known = {"topic_ids": {"plays": "a"}, "replaced_topics": ["plays"], "checkpoint_epoch": 3}
        found = wanted(make_job(image="new"), status_of(make_job(), **known))
        assert found.topic_ids == {"plays": "a"}
        assert (found.replaced_topics, found.checkpoint_epoch) == (["plays"], 3)

    @pytest.mark.parametrize(("before", "after"), [(0, 1), (1, 0)])
    def test_a_changed_reset_nonce_begins_another(self, make_job, before, after):
        first = make_job(checkpoint={"resetNonce": before})
        status = status_of(first, topic_ids={"plays": "a"}, checkpoint_epoch=3)
        found = wanted(make_job(generation=5, checkpoint={"resetNonce": after}), status)
        assert (found.reset_nonce, found.checkpoint_epoch, found.topic_ids) == (after, 5, {})

    def test_a_changed_stream_begins_another_when_upgrades_are_stateless(self, make_job):
        status = status_of(make_job(), topic_ids={"plays": "a"})
        found = wanted(make_job(generation=5, image="new", **STATELESS), status)
        assert (found.reset_nonce, found.checkpoint_epoch, found.topic_ids) == (0, 5, {})

    @pytest.mark.parametrize("change", [{}, {"restartNonce": 1}, {"producer": {}}])
    def test_the_same_stream_goes_on_though_upgrades_are_stateless(self, make_job, change):
        status = status_of(make_job(), checkpoint_epoch=3)
        assert wanted(make_job(generation=5, **STATELESS, **change), status).checkpoint_epoch == 3

    def test_a_rollback_returns_to_the_checkpoint_of_the_last_good_one(self, make_job):
        bad = make_job(image="bad", producer={"rate": 7}, **STATELESS)
        status = status_of(make_job(), bad, topic_ids={"plays": "a"})
        now = applied_by(bad.spec).model_copy(update={"checkpoint_epoch": 2})
        found = wanted(bad, status.model_copy(update={"applied": now}))
        assert (found.stream, found.checkpoint_epoch) == (applied_by(make_job().spec).stream, 0)
        assert found.topic_ids == {"plays": "a"}
        assert found.producer == applied_by(bad.spec).producer

    def test_what_was_learnt_of_the_same_checkpoint_meanwhile_counts(self, make_job):
        bad = make_job(image="bad")
        status = status_of(make_job(), bad)
        now = applied_by(bad.spec).model_copy(update={"topic_ids": {"plays": "a"}})
        found = wanted(bad, status.model_copy(update={"applied": now}))
        assert found.topic_ids == {"plays": "a"}


def test_a_status_of_an_earlier_version_is_read():
    found = TuneJobStatus.model_validate({"applied": {"stream": "a", "resetNonce": 2}})
    assert found.applied == AppliedStatus(stream="a", reset_nonce=2)
    assert (found.last_good, found.rollback, found.schedule) == (None, None, None)
