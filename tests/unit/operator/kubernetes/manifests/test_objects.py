from collections.abc import Iterator
from pathlib import Path
from runpy import run_path

import pytest

from tune_operator.kubernetes.manifests.objects import (
    driver_objects,
    kafka_topics,
    producer_objects,
    shared_objects,
)

DATA = Path(__file__).parents[4] / "data" / "manifests"
DOCUMENTS: dict[str, str] = run_path(str(DATA / "renew.py"))["documents"]()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_kept_manifests_are_fresh(name):
    kept = (DATA / name).read_text() if (DATA / name).exists() else ""
    message = "stale: look at the difference, then `.venv/bin/python tests/data/manifests/renew.py`"
    assert kept == DOCUMENTS[name], message


def test_no_kept_manifest_is_forgotten():
    assert {path.name for path in DATA.glob("*.yaml")} == set(DOCUMENTS)


def kinds(manifests: list[dict]) -> list[str]:
    return [each["kind"] for each in manifests]


def test_a_driver_alone(make_plan):
    assert kinds(driver_objects(make_plan())) == ["PersistentVolumeClaim", "ConfigMap", "Pod"]


def test_a_driver_with_executors(make_plan):
    plan = make_plan(executor={"instances": 2}, checkpoint={"location": "s3a://lake/x"})
    assert kinds(driver_objects(plan)) == [
        "ServiceAccount",
        "Role",
        "RoleBinding",
        "Service",
        "PodDisruptionBudget",
        "ConfigMap",
        "Pod",
    ]


def test_a_kafka_of_strimzi(make_plan):
    plan = make_plan()
    assert kinds(kafka_topics(plan, plan.spec.kafka.topics.values())) == ["KafkaTopic"]
    assert kinds(shared_objects(make_plan())) == ["KafkaUser", "NetworkPolicy"]


def test_another_kafka(make_plan, plain):
    plan = make_plan(kafka_access=plain)
    assert kafka_topics(plan, plan.spec.kafka.topics.values()) == []
    assert kinds(shared_objects(plan)) == ["NetworkPolicy"]


@pytest.fixture
def manifests(make_plan, make_producer_plan) -> list[dict]:
    """Every kind of object."""
    plan = make_plan(executor={"instances": 2})
    return [
        *kafka_topics(plan, plan.spec.kafka.topics.values()),
        *shared_objects(plan),
        *driver_objects(plan),
        *producer_objects(make_producer_plan()),
        *producer_objects(make_producer_plan(producer={"total": 10})),
    ]


def test_all_are_the_jobs(manifests):
    for each in manifests:
        meta = each["metadata"]
        assert meta["namespace"] == "music"
        assert meta["labels"]["tunejob.io/job"] == "genres"
        kept = each["kind"] in {"KafkaTopic", "PersistentVolumeClaim"}
        assert ("ownerReferences" not in meta) is kept


def test_names_and_labels_are_short_enough_for_the_longest_job(make_plan, make_producer_plan):
    for make in (make_plan, make_producer_plan):
        plan = make(executor={"instances": 2})
        meta = plan.job.metadata.model_copy(update={"name": "a" * 40})
        job = plan.job.model_copy(update={"metadata": meta})
        longest = type(plan)(**{**vars(plan), "job": job})
        if make is make_plan:
            longest = type(plan)(**{**vars(longest), "attempt": 999_999})
            found = [*shared_objects(longest), *driver_objects(longest)]
        else:
            found = producer_objects(longest)
        for each in found:
            assert len(each["metadata"]["name"]) <= 63
            assert all(len(value) <= 63 for value in each["metadata"]["labels"].values())


def test_no_secret_is_in_an_object(manifests):
    def fields(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for key, each in value.items():
                yield str(key)
                yield from fields(each)
        elif isinstance(value, list):
            for each in value:
                yield from fields(each)

    assert {"secretKeyRef", "envFrom", "env", "subPath"}.isdisjoint(fields(manifests))
