"""What holds of everything that any set of values makes."""

from pathlib import Path

import pytest

from .rendered import CHARTS, NAMESPACE, RELEASES, Object, pod_spec
from .sets import SETS

pytestmark = pytest.mark.charts
WITH_PODS = {"Deployment", "StatefulSet", "Job", "Pod"}
RECOMMENDED = ["name", "instance", "component", "part-of"]
CLUSTER_WIDE = {"CustomResourceDefinition"}


@pytest.fixture(params=SETS)
def made(request, render) -> list[Object]:
    chart, values = SETS[request.param]
    return render(chart, **values).objects()


def pods(made: list[Object]) -> list[Object]:
    return [pod_spec(each) for each in made if each["kind"] in WITH_PODS]


def containers(made: list[Object]) -> list[Object]:
    return [
        each for pod in pods(made) for each in [*pod.get("initContainers", []), *pod["containers"]]
    ]


def test_labels_say_where_it_comes_from(made) -> None:
    for each in made:
        labels = each["metadata"]["labels"]
        assert all(labels[f"app.kubernetes.io/{name}"] for name in RECOMMENDED), each["metadata"]
        assert labels["app.kubernetes.io/part-of"] == "tunejob"
        assert labels["app.kubernetes.io/instance"] in RELEASES.values()


def test_pods_have_labels_that_stay_when_the_chart_changes(made) -> None:
    for each in made:
        if each["kind"] in {"Deployment", "StatefulSet"}:
            labels = each["spec"]["template"]["metadata"]["labels"]
            assert "helm.sh/chart" not in labels
            assert each["spec"]["selector"]["matchLabels"].items() <= labels.items()


def test_names_are_short_enough_and_one_of_a_kind(made) -> None:
    keys = [
        (each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]) for each in made
    ]
    assert len(keys) == len(set(keys))
    assert max(len(name) for _, _, name in keys) < 63 - len("-1234567890-12345")


def test_every_object_names_its_namespace(made) -> None:
    for each in made:
        assert ("namespace" in each["metadata"]) != (each["kind"] in CLUSTER_WIDE), each["metadata"]
    assert not [each for each in made if each["kind"].startswith("Cluster")]


def test_containers_meet_the_restricted_standard(made) -> None:
    for pod in pods(made):
        of_pod = pod.get("securityContext", {})
        for each in [*pod.get("initContainers", []), *pod["containers"]]:
            context = of_pod | each["securityContext"]
            assert context["runAsNonRoot"] is True
            assert context["runAsUser"] > 0
            assert context["seccompProfile"] == {"type": "RuntimeDefault"}
            assert context["allowPrivilegeEscalation"] is False
            assert context["capabilities"] == {"drop": ["ALL"]}
            assert context["readOnlyRootFilesystem"] is True
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
        assert {next(iter(set(each) - {"name"})) for each in pod.get("volumes", [])} <= {
            "emptyDir",
            "secret",
            "projected",
            "configMap",
        }
        projected = [each["projected"] for each in pod.get("volumes", []) if "projected" in each]
        assert {kind for each in projected for source in each["sources"] for kind in source} <= {
            "secret"
        }


def test_only_who_uses_the_kubernetes_api_has_a_token(made) -> None:
    for pod in pods(made):
        assert pod["automountServiceAccountToken"] is ("serviceAccountName" in pod)
        assert pod["enableServiceLinks"] is False
    for each in made:
        if each["kind"] == "ServiceAccount":
            assert each["automountServiceAccountToken"] is False


def test_containers_say_what_they_need(made) -> None:
    for each in containers(made):
        assert {"cpu", "memory"} <= set(each["resources"]["requests"])
        assert "memory" in each["resources"]["limits"]


def test_no_secret_is_an_environment_variable(made) -> None:
    for each in containers(made):
        sources = [entry.get("valueFrom", {}) for entry in each.get("env", [])]
        assert not [source for source in sources if "secretKeyRef" in source]
        assert "envFrom" not in each


def test_ports_are_found_by_name(made) -> None:
    """A Service, a probe or a policy that names a port names one that a container has."""
    named = {port["name"] for each in containers(made) for port in each.get("ports", [])}
    for each in made:
        if each["kind"] == "Service":
            assert {port["targetPort"] for port in each["spec"]["ports"]} <= named
        if each["kind"] == "NetworkPolicy":
            assert {
                port["port"] for rule in each["spec"]["ingress"] for port in rule["ports"]
            } <= named
    for each in containers(made):
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            check = each.get(probe, {}).get("httpGet") or each.get(probe, {}).get("tcpSocket")
            assert check is None or check["port"] in named


def test_selectors_find_their_pods(made) -> None:
    labels = [
        each["spec"]["template"]["metadata"]["labels"]
        for each in made
        if "template" in each.get("spec", {}) and each["kind"] in WITH_PODS
    ]
    for each in made:
        if each["kind"] == "Service":
            wanted = each["spec"]["selector"]
        elif each["kind"] == "NetworkPolicy":
            wanted = each["spec"]["podSelector"]["matchLabels"]
        elif each["kind"] == "PodDisruptionBudget":
            wanted = each["spec"]["selector"]["matchLabels"]
        else:
            continue
        assert len([has for has in labels if wanted.items() <= has.items()]) == 1, each["metadata"]


@pytest.mark.parametrize("chart", RELEASES)
def test_the_sets_render_every_template(render, chart) -> None:
    folder = CHARTS / chart / "templates"
    written = {str(file.relative_to(folder)) for file in Path(folder).rglob("*.yaml")}
    rendered = {
        name
        for of, values in SETS.values()
        if of == chart
        for name in render(of, **values).by_template
    }
    assert rendered == written


@pytest.mark.parametrize("chart", RELEASES)
def test_common_labels_are_on_everything(render, chart) -> None:
    for each in render(chart, commonLabels={"team": "music"}).objects():
        assert each["metadata"]["labels"]["team"] == "music"


def test_long_names_are_cut(render) -> None:
    made = render("tunejob", fullnameOverride="a" * 38 + "-b")
    assert made.one("Deployment", "a" * 38 + "-b-operator")
    assert made.one("Deployment", "a" * 38 + "-b-operator")["metadata"]["namespace"] == NAMESPACE
