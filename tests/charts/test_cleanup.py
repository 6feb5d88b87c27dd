import pytest

from .rendered import pod_spec

pytestmark = pytest.mark.charts
NOT_KEPT = {"crds": {"keep": False}, "operator": {"watchNamespaces": ["music", "chat"]}}


def test_nothing_is_deleted_when_the_kind_is_kept(render) -> None:
    assert "cleanup.yaml" not in render("tunejob").by_template


def test_everything_of_it_exists_only_while_the_chart_goes(render) -> None:
    made = render("tunejob", **NOT_KEPT).by_template["cleanup.yaml"]
    hooks = [each["metadata"]["annotations"] for each in made]
    assert {hook["helm.sh/hook"] for hook in hooks} == {"pre-delete"}
    assert {hook["helm.sh/hook-delete-policy"] for hook in hooks} == {
        "before-hook-creation,hook-succeeded"
    }


def test_its_rights_are_there_before_the_job(render) -> None:
    made = render("tunejob", **NOT_KEPT).by_template["cleanup.yaml"]
    weights = {
        each["kind"]: int(each["metadata"]["annotations"]["helm.sh/hook-weight"]) for each in made
    }
    assert weights == {"ServiceAccount": -1, "Role": -1, "RoleBinding": -1, "Job": 0}


def test_it_deletes_the_tunejobs_of_the_watched_namespaces(render) -> None:
    made = render("tunejob", **NOT_KEPT)
    job = made.one("Job", "tunejob-cleanup")
    assert pod_spec(job)["containers"][0]["command"][3:] == ["music", "chat"]
    assert pod_spec(job)["serviceAccountName"] == "tunejob-cleanup"
    roles = [each for each in made.all("Role") if each["metadata"]["name"] == "tunejob-cleanup"]
    assert [each["metadata"]["namespace"] for each in roles] == ["music", "chat"]
    rule = {
        "apiGroups": ["tunejob.io"],
        "resources": ["tunejobs"],
        "verbs": ["list", "deletecollection"],
    }
    assert [each["rules"] for each in roles] == [[rule], [rule]]


def test_it_ends_before_helm_gives_up(render) -> None:
    assert (
        render("tunejob", **NOT_KEPT).one("Job", "tunejob-cleanup")["spec"]["activeDeadlineSeconds"]
        < 300
    )
