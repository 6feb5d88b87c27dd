import pytest
import yaml

from .rendered import ROOT

pytestmark = pytest.mark.charts
GOLDEN = ROOT / "tests" / "data" / "rbac" / "operator.yaml"
EVERYTHING = {
    "api": {"replicas": 3},
    "metrics": {"serviceMonitor": {"enabled": True}, "podMonitor": {"enabled": True}},
}


def subject(name: str) -> list[dict[str, str]]:
    return [{"kind": "ServiceAccount", "name": name, "namespace": "music"}]


def test_the_operator_may_do_what_was_reviewed(render) -> None:
    role = render("tunejob").one("Role", "tunejob-operator")
    assert role["rules"] == yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))["rules"]


def test_the_operator_may_do_nothing_with_a_star(render) -> None:
    for rule in render("tunejob").one("Role", "tunejob-operator")["rules"]:
        assert "*" not in [*rule["apiGroups"], *rule["resources"], *rule["verbs"]]
        assert not {"escalate", "bind", "impersonate"} & set(rule["verbs"])
        if "secrets" in rule["resources"]:
            assert (rule["resources"], rule["verbs"]) == (["secrets"], ["get"])


def test_the_api_may_only_read_tunejobs_their_events_and_logs(render) -> None:
    assert render("tunejob").one("Role", "tunejob-api")["rules"] == [
        {"apiGroups": ["tunejob.io"], "resources": ["tunejobs"], "verbs": ["get", "list", "watch"]},
        {"apiGroups": [""], "resources": ["events"], "verbs": ["list"]},
        {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]},
    ]


def test_with_actions_it_may_change_them_and_nothing_else(render) -> None:
    given = {"actions": {"enabled": True}, "keysSecret": {"name": "api-keys"}}
    jobs, *others = render("tunejob", api=given).one("Role", "tunejob-api")["rules"]
    assert jobs == {
        "apiGroups": ["tunejob.io"],
        "resources": ["tunejobs"],
        "verbs": ["get", "list", "watch", "patch"],
    }
    assert others == render("tunejob").one("Role", "tunejob-api")["rules"][1:]


@pytest.mark.parametrize("name", ["tunejob-operator", "tunejob-api"])
@pytest.mark.parametrize(
    ("watched", "namespaces"),
    [([], ["music"]), (["chat"], ["chat"]), (["music", "chat"], ["music", "chat"])],
)
def test_each_watched_namespace_has_a_role(render, name, watched, namespaces) -> None:
    made = render("tunejob", operator={"watchNamespaces": watched}, **EVERYTHING)
    for kind in ("Role", "RoleBinding"):
        of = [each for each in made.all(kind) if each["metadata"]["name"] == name]
        assert [each["metadata"]["namespace"] for each in of] == namespaces
    for each in made.all("RoleBinding"):
        bound = each["metadata"]["name"]
        assert each["roleRef"] == {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "Role",
            "name": bound,
        }
        assert each["subjects"] == subject(bound)


def test_nobody_has_rights_in_the_whole_cluster(render) -> None:
    made = render("tunejob", operator={"watchNamespaces": ["music", "chat"]}, **EVERYTHING)
    assert made.all("ClusterRole") == made.all("ClusterRoleBinding") == []
