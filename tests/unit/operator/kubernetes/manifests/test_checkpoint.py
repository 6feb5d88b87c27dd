import pytest

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
