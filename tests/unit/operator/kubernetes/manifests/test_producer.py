import pytest

from tune_operator.kubernetes.manifests.producer import producer


def container(workload: dict) -> dict:
    (found,) = workload["spec"]["template"]["spec"]["containers"]
    return found


def test_with_a_total_it_is_a_job_that_runs_once(make_producer_plan):
    job = producer(make_producer_plan(producer={"total": 10}))
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "Job")
    assert (job["spec"]["completions"], job["spec"]["parallelism"]) == (1, 1)
    assert job["spec"]["backoffLimit"] == 0
    assert job["spec"]["template"]["spec"]["restartPolicy"] == "Never"
    assert "completionMode" not in job["spec"]


def test_replicas_of_a_job_have_an_index(make_producer_plan):
    spec = producer(make_producer_plan(producer={"total": 10, "replicas": 3}))["spec"]
    assert (spec["completions"], spec["parallelism"]) == (3, 3)
    assert spec["completionMode"] == "Indexed"


def test_without_a_total_it_is_a_deployment(make_producer_plan):
    deployment = producer(make_producer_plan(producer={"replicas": 2}))
    assert (deployment["apiVersion"], deployment["kind"]) == ("apps/v1", "Deployment")
    spec = deployment["spec"]
    assert spec["replicas"] == 2
    assert spec["strategy"] == {"type": "Recreate"}
    labels = spec["template"]["metadata"]["labels"]
    assert spec["selector"]["matchLabels"].items() <= labels.items()


@pytest.mark.parametrize("total", [0, 10])
def test_it_is_marked_with_what_it_was_started_from(make_producer_plan, total):
    workload = producer(make_producer_plan(producer={"total": total}))
    mark = {"tunejob.io/fingerprint": "f00d"}
    assert workload["metadata"]["annotations"] == mark
    assert workload["spec"]["template"]["metadata"]["annotations"] == mark


def test_it_runs_the_images_program(make_producer_plan):
    own = container(producer(make_producer_plan()))
    assert own["image"] == "tunejob/producer:1"
    assert own["args"] == ["--config", "/etc/tunejob/config/producer.json"]
    assert "command" not in own


@pytest.mark.parametrize("total", [0, 10])
def test_its_pod_is_restricted_and_complete(make_producer_plan, violations, total):
    workload = producer(make_producer_plan(producer={"total": total}))
    template = workload["spec"]["template"]
    assert violations(template) == []
    assert template["spec"]["automountServiceAccountToken"] is False
    mounted = [each["name"] for each in container(workload)["volumeMounts"]]
    assert mounted == [each["name"] for each in template["spec"]["volumes"]]
    assert "ledger" in mounted
