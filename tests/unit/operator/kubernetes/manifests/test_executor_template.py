import pytest

from tune_contract.errors import InvalidInput
from tune_operator.kubernetes.manifests.executor_template import executor_cpu, executor_template


def template(make_plan, **spec: object) -> dict:
    return executor_template(make_plan(**{"executor": {"instances": 1}, **spec}))


def mounts(rendered: dict) -> dict[str, str]:
    (container,) = rendered["spec"]["containers"]
    return {each["name"]: each["mountPath"] for each in container["volumeMounts"]}


def test_it_is_a_pod_of_the_attempt(make_plan):
    rendered = template(make_plan)
    assert rendered["kind"] == "Pod"
    assert rendered["metadata"]["labels"]["app.kubernetes.io/component"] == "executor"
    assert rendered["metadata"]["labels"]["tunejob.io/attempt"] == "2"
    assert "name" not in rendered["metadata"]


def test_it_gets_no_token(make_plan):
    spec = template(make_plan)["spec"]
    assert spec["automountServiceAccountToken"] is False
    assert "serviceAccountName" not in spec


def test_it_shares_the_checkpoint_on_the_drivers_node(make_plan):
    rendered = template(make_plan)
    assert mounts(rendered)["checkpoint"] == "/var/lib/tunejob/checkpoint"
    ((terms),) = rendered["spec"]["affinity"]["podAffinity"].values()
    assert terms == [
        {
            "labelSelector": {
                "matchLabels": {
                    "tunejob.io/job": "genres",
                    "app.kubernetes.io/component": "driver",
                    "tunejob.io/attempt": "2",
                }
            },
            "topologyKey": "kubernetes.io/hostname",
        }
    ]


def test_with_a_checkpoint_at_a_uri_it_goes_anywhere(make_plan):
    rendered = template(make_plan, checkpoint={"location": "s3a://lake/x"})
    assert "checkpoint" not in mounts(rendered)
    assert "affinity" not in rendered["spec"]


def test_it_reads_kafka_with_the_drivers_words_and_an_authority_of_its_own(make_plan, plain):
    assert mounts(template(make_plan))["kafka-ca"] == "/etc/tunejob/kafka-ca"
    assert "kafka-user" not in mounts(template(make_plan))
    assert "kafka-ca" not in mounts(template(make_plan, kafka_access=plain))


def test_it_is_restricted(make_plan, violations):
    assert violations(template(make_plan)) == []


def resources(**parts: dict) -> dict:
    container = {"name": "executor", "resources": parts}
    return {"instances": 1, "template": {"spec": {"containers": [{"name": "a"}, container]}}}


def test_cpu(make_plan):
    executor = resources(requests={"cpu": 1.5}, limits={"cpu": "2"})
    assert executor_cpu(make_plan(executor=executor).spec) == ("1.5", "2")
    assert executor_cpu(make_plan().spec) == ("", "")


@pytest.mark.parametrize("part", ["requests", "limits"])
def test_memory_has_its_own_field(make_plan, part):
    with pytest.raises(InvalidInput, match=r"executor.template cannot set the memory .set spec"):
        template(make_plan, executor=resources(**{part: {"memory": "1Gi"}}))


def test_no_template(make_plan):
    wrong = {"instances": 1, "template": {"spec": {"containers": {"name": "executor"}}}}
    with pytest.raises(
        InvalidInput, match=r"^spec.executor.template.spec.containers: input should"
    ):
        template(make_plan, executor=wrong)
