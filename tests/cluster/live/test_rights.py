"""What operator and driver may do, as the API server says: no more than the golden files have."""

import json
from pathlib import Path

import pytest
import yaml

GOLDEN = Path(__file__).parents[2] / "data" / "rbac"


def review(cluster, account: str, namespace: str) -> list[dict]:
    """The rules of a service account in a namespace, without those that everybody has."""
    question = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectRulesReview",
        "spec": {"namespace": namespace},
    }
    user = f"system:serviceaccount:{cluster.namespace}:{account}"
    groups = (
        "system:serviceaccounts",
        f"system:serviceaccounts:{cluster.namespace}",
        "system:authenticated",
    )
    answer = cluster.kubectl(
        "create", "--raw", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", "-f", "-",
        "--as", user, *(f"--as-group={group}" for group in groups), text=json.dumps(question),
    )  # fmt: skip
    rules = json.loads(answer)["status"]["resourceRules"]
    return [rule for rule in rules if rule["apiGroups"] != ["authorization.k8s.io"]
            and rule["apiGroups"] != ["authentication.k8s.io"]]  # fmt: skip


def flat(rules: list[dict]) -> set[tuple[str, str, str]]:
    return {
        (group, resource, verb)
        for rule in rules
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    }


def golden(name: str) -> set[tuple[str, str, str]]:
    return flat(yaml.safe_load((GOLDEN / name).read_text())["rules"])


def test_operator(music):
    assert flat(review(music, "tunejob-operator", "music")) == golden("operator.yaml")


@pytest.mark.parametrize("namespace", ["default", "kube-system"])
def test_operator_elsewhere(music, namespace):
    assert flat(review(music, "tunejob-operator", namespace)) == set()


def test_driver_with_executors(make_job, music):
    job = make_job("armed", producer=None, executor={"instances": 1, "memory": "512m"})
    job.until("an account", lambda _: music.find("serviceaccount", "armed-driver"))
    job.until("a driver", lambda _: job.driver())
    assert flat(review(music, "armed-driver", "music")) == golden("driver.yaml")
    assert flat(review(music, "armed-driver", "default")) == set()
