import pytest

from tune_operator.kubernetes.manifests.driver_pod import driver_pod
from tune_operator.kubernetes.manifests.executor_template import executor_template
from tune_operator.kubernetes.manifests.network_policy import network_policy
from tune_operator.kubernetes.manifests.producer import producer

OPERATOR = {"app.kubernetes.io/part-of": "tunejob"}


def selects(selector: dict, labels: dict[str, str]) -> bool:
    """Whether a label selector finds a pod, as Kubernetes does it."""
    return all(
        labels.get(key) == value for key, value in selector.get("matchLabels", {}).items()
    ) and all(
        each["operator"] == "In" and labels.get(each["key"]) in each["values"]
        for each in selector.get("matchExpressions", [])
    )


def allows(policy: dict, namespace: str, labels: dict[str, str], port: int) -> bool:
    """Whether a pod there may call at that port."""
    for rule in policy["spec"]["ingress"]:
        for peer in rule["from"]:
            wanted = peer.get(
                "namespaceSelector", {"matchLabels": {"kubernetes.io/metadata.name": "music"}}
            )
            there = selects(wanted, {"kubernetes.io/metadata.name": namespace})
            if (
                there
                and selects(peer["podSelector"], labels)
                and port in {each["port"] for each in rule["ports"]}
            ):
                return True
    return False


@pytest.fixture
def pods(make_plan, make_producer_plan) -> dict[str, dict[str, str]]:
    """Component -> its labels."""
    plan = make_plan(executor={"instances": 1})
    return {
        "driver": driver_pod(plan)["metadata"]["labels"],
        "executor": executor_template(plan)["metadata"]["labels"],
        "producer": producer(make_producer_plan())["spec"]["template"]["metadata"]["labels"],
    }


@pytest.fixture
def policy(make_plan) -> dict:
    return network_policy(make_plan(executor={"instances": 1}))


def test_it_is_for_every_pod_of_the_job(policy, pods):
    assert all(selects(policy["spec"]["podSelector"], labels) for labels in pods.values())
    assert policy["spec"]["policyTypes"] == ["Ingress"]


def test_the_product_asks_how_they_are(policy):
    assert allows(policy, "tunejob", OPERATOR, 8080)
    assert not allows(policy, "tunejob", {"app": "other"}, 8080)
    assert not allows(policy, "elsewhere", OPERATOR, 8080)
    assert not allows(policy, "tunejob", OPERATOR, 7078)


@pytest.mark.parametrize("port", [7078, 7079])
def test_spark_keeps_to_itself(policy, pods, port):
    assert allows(policy, "music", pods["driver"], port)
    assert allows(policy, "music", pods["executor"], port)
    assert not allows(policy, "music", pods["producer"], port)
    assert not allows(policy, "elsewhere", pods["executor"], port)
    assert not allows(policy, "music", pods["executor"] | {"tunejob.io/job": "other"}, port)


def test_without_executors_sparks_ports_are_closed(make_plan, pods):
    assert not allows(network_policy(make_plan()), "music", pods["executor"], 7078)
