from tune_operator.kubernetes.manifests.driver_pod import driver_pod
from tune_operator.kubernetes.manifests.driver_rights import (
    driver_role,
    driver_role_binding,
    driver_service_account,
)


def test_the_driver_may_make_pods_and_nothing_else(make_plan):
    (rule,) = driver_role(make_plan())["rules"]
    assert (rule["apiGroups"], rule["resources"]) == ([""], ["pods"])
    assert "update" not in rule["verbs"]
    assert "*" not in rule["verbs"]


def test_the_three_belong_together(make_plan):
    plan = make_plan(executor={"instances": 1})
    account, role = driver_service_account(plan), driver_role(plan)
    binding = driver_role_binding(plan)
    assert binding["roleRef"] == {
        "apiGroup": "rbac.authorization.k8s.io",
        "kind": "Role",
        "name": role["metadata"]["name"],
    }
    assert binding["subjects"] == [
        {"kind": "ServiceAccount", "name": account["metadata"]["name"], "namespace": "music"}
    ]
    assert driver_pod(plan)["spec"]["serviceAccountName"] == account["metadata"]["name"]


def test_no_other_pod_gets_a_token_by_the_account(make_plan):
    assert driver_service_account(make_plan())["automountServiceAccountToken"] is False
