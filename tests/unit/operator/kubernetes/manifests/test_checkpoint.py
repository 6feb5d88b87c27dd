import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tune_operator.kubernetes.manifests.checkpoint import checkpoint_location, on_claim
from tune_operator.kubernetes.manifests.checkpoint_claim import checkpoint_claim_manifest

HOME = "/var/lib/tunejob/checkpoint/uid-1"


@pytest.mark.parametrize("location", ["", "checkpoints", "/data/checkpoints", "file:///data/x"])
def test_a_folder_is_on_the_claim_and_carries_the_uid(make_plan, location):
    plan = make_plan(checkpoint={"location": location})
    assert on_claim(plan)
    assert checkpoint_location(plan) == f"{HOME}/0"


@pytest.mark.parametrize("location", ["s3a://lake/x", "s3a://lake/x/", "hdfs://name:8020/x"])
def test_a_uri_is_used_as_it_is(make_plan, location):
    plan = make_plan(checkpoint={"location": location, "resetNonce": 4})
    assert not on_claim(plan)
    assert checkpoint_location(plan) == f"{location.rstrip('/')}/4"
    assert checkpoint_claim_manifest(plan) is None


def test_each_nonce_and_each_epoch_has_its_own(make_plan):
    assert checkpoint_location(make_plan(checkpoint={"resetNonce": 4})) == f"{HOME}/4"
    assert checkpoint_location(make_plan(checkpoint={"resetNonce": 4}, epoch=9)) == f"{HOME}/4-9"


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # it makes, and holds nothing
@given(asked=st.sets(st.tuples(st.uuids(), st.integers(0, 2**31), st.integers(0, 10**6))))
def test_no_two_jobs_nonces_or_epochs_share_one(make_plan, asked):
    found = set()
    for uid, nonce, epoch in asked:
        plan = make_plan(checkpoint={"resetNonce": nonce}, epoch=epoch)
        meta = plan.job.metadata.model_copy(update={"uid": str(uid)})
        job = plan.job.model_copy(update={"metadata": meta})
        found.add(checkpoint_location(type(plan)(**{**vars(plan), "job": job})))
    assert len(found) == len(asked)


def test_the_claim(make_plan):
    claim = checkpoint_claim_manifest(make_plan(checkpoint={"storage": {"size": "5Gi"}}))
    assert claim["metadata"]["name"] == "genres-checkpoint"
    assert claim["spec"] == {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "5Gi"}},
    }


def test_the_claim_goes_with_the_job_only_when_asked(make_plan):
    kept = checkpoint_claim_manifest(make_plan())
    gone = checkpoint_claim_manifest(make_plan(checkpoint={"onDelete": "Delete"}))
    assert "ownerReferences" not in kept["metadata"]
    assert gone["metadata"]["ownerReferences"][0]["uid"] == "uid-1"
