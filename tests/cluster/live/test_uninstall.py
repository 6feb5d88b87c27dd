"""What is left when everything is uninstalled: last in this folder, for nothing runs after it."""

import os

import pytest

KINDS = (
    "pods,services,configmaps,secrets,serviceaccounts,roles,rolebindings,persistentvolumeclaims,"
    "networkpolicies,poddisruptionbudgets,deployments,statefulsets,jobs,cronjobs,"
    "tunejobs,kafkas,kafkanodepools,kafkatopics,kafkausers"
)
KEPT = {
    "configmap/kube-root-ca.crt",
    "serviceaccount/default",
    "persistentvolumeclaim/last-checkpoint",
    "kafkatopic.kafka.strimzi.io/last-plays",
}


@pytest.mark.skipif("TUNE_KEEP" in os.environ, reason="TUNE_KEEP asks to leave all as it is")
def test_nothing_but_what_is_kept(make_job, music):
    music.kubectl("delete", "kafkatopics", "--all")  # kept from the jobs of other tests
    job = make_job("last", producer=None, checkpoint={"onDelete": "Retain"})
    job.until_phase("Running")
    music.delete("tunejob", "last", "--timeout=120s")
    music.helm("uninstall", "--wait", "tunejob", "tune-kafka")

    def left() -> set[str]:
        return set(music.kubectl("get", KINDS, "-o", "name").split())

    music.until(f"only {KEPT}", lambda: left() <= KEPT | brokers_storage(music), 120)
    assert left() >= KEPT
    crd = music.kubectl("get", "crd", "tunejobs.tunejob.io", "-o", "name")
    assert crd.strip() == "customresourcedefinition.apiextensions.k8s.io/tunejobs.tunejob.io"


def brokers_storage(music) -> set[str]:
    """`kafka.storage.deleteClaim` is false."""
    claims = music.items("persistentvolumeclaims", "strimzi.io/cluster=tune")
    return {f"persistentvolumeclaim/{each['metadata']['name']}" for each in claims}
