"""Merging, and the property that counts: what comes out is restricted, or nothing comes out."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tune_contract.errors import InvalidInput
from tune_operator.kubernetes.manifests.driver_pod import driver_pod
from tune_operator.kubernetes.manifests.executor_template import executor_template
from tune_operator.kubernetes.manifests.template import merged


def pod(make_plan, template: dict) -> dict:
    return driver_pod(make_plan(driver={"template": template}))


def own(rendered: dict) -> dict:
    (container,) = [each for each in rendered["spec"]["containers"] if each["name"] == "driver"]
    return container


def test_maps_are_merged_and_null_says_nothing():
    assert merged({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"c": 4, "e": None}, "d": None}) == {
        "a": {"b": 1, "c": 4},
        "d": 3,
    }


def test_plain_lists_are_the_users():
    assert merged({"a": [1]}, {"a": [2]}) == {"a": [2]}


def test_nothing_given_nothing_changed(make_plan):
    assert driver_pod(make_plan()) == pod(make_plan, {"metadata": None, "spec": {}})


def test_our_inputs_are_left_as_they_are(make_plan):
    template = {"spec": {"containers": [{"name": "driver", "env": [{"name": "A", "value": "1"}]}]}}
    before = repr(template)
    pod(make_plan, template)
    assert repr(template) == before
    assert "env" not in own(driver_pod(make_plan()))


def test_environment_and_mounts_are_added_to_our_container(make_plan):
    mount = {"name": "lake", "mountPath": "/lake"}
    container = {"name": "driver", "env": [{"name": "A", "value": "1"}], "volumeMounts": [mount]}
    volume = {"name": "lake", "persistentVolumeClaim": {"claimName": "lake"}}
    rendered = pod(make_plan, {"spec": {"containers": [container], "volumes": [volume]}})
    assert own(rendered)["env"] == [{"name": "A", "value": "1"}]
    assert own(rendered)["volumeMounts"] == [*own(driver_pod(make_plan()))["volumeMounts"], mount]
    assert rendered["spec"]["volumes"][-1] == volume
    assert own(rendered)["args"] == ["driver", "--config", "/etc/tunejob/config/job.json"]


def test_a_port_of_ours_can_be_renamed(make_plan):
    ports = [{"containerPort": 8080, "name": "web"}, {"containerPort": 9, "name": "more"}]
    rendered = pod(make_plan, {"spec": {"containers": [{"name": "driver", "ports": ports}]}})
    assert own(rendered)["ports"] == [{"name": "web", "containerPort": 8080}, ports[1]]


def test_scratch_space_can_be_put_on_another_disk(make_plan):
    volume = {"name": "scratch", "ephemeral": {"volumeClaimTemplate": {"spec": {}}}}
    rendered = pod(make_plan, {"spec": {"volumes": [volume]}})
    assert [each for each in rendered["spec"]["volumes"] if each["name"] == "scratch"] == [volume]


def test_a_sidecar_is_secured(make_plan):
    sidecar = {"name": "logs", "image": "logs:1", "securityContext": {"runAsUser": 5}}
    rendered = pod(make_plan, {"spec": {"containers": [sidecar]}})
    assert rendered["spec"]["containers"][-1]["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "runAsUser": 5,
    }


def test_scheduling_is_the_users(make_plan):
    spec = {
        "nodeSelector": {"disk": "ssd"},
        "tolerations": [{"key": "spot", "operator": "Exists"}],
        "priorityClassName": "mine",
    }
    rendered = pod(make_plan, {"spec": spec})["spec"]
    assert {key: rendered[key] for key in spec} == spec


def test_an_affinity_is_added_to_the_executors_own(make_plan):
    key = "requiredDuringSchedulingIgnoredDuringExecution"
    term = {"labelSelector": {"matchLabels": {"a": "b"}}, "topologyKey": "zone"}
    template = {"spec": {"affinity": {"podAffinity": {key: [term]}}}}
    plan = make_plan(executor={"instances": 1, "template": template})
    terms = executor_template(plan)["spec"]["affinity"]["podAffinity"][key]
    assert [each["topologyKey"] for each in terms] == ["kubernetes.io/hostname", "zone"]


SECURITY = st.fixed_dictionaries(
    {},
    optional={
        "privileged": st.booleans(),
        "allowPrivilegeEscalation": st.booleans(),
        "readOnlyRootFilesystem": st.booleans(),
        "runAsUser": st.sampled_from([0, 5, "0"]),
        "runAsGroup": st.sampled_from([0, 5]),
        "runAsNonRoot": st.booleans(),
        "procMount": st.just("Unmasked"),
        "seLinuxOptions": st.just({"type": "spc_t"}),
        "appArmorProfile": st.just({"type": "Unconfined"}),
        "windowsOptions": st.just({"hostProcess": True}),
        "seccompProfile": st.sampled_from(
            [{"type": "Unconfined"}, {"type": "Localhost"}, {}, None, {"type": {}}]
        ),
        "capabilities": st.sampled_from(
            [
                {},
                {"drop": []},
                {"drop": ["ALL"]},
                {"add": ["SYS_ADMIN"]},
                {"add": ["NET_BIND_SERVICE"]},
            ]
        ),
        "fsGroup": st.sampled_from([0, 10001]),
        "supplementalGroups": st.just([5]),
        "sysctls": st.just([{"name": "a", "value": "b"}]),
    },
)
CONTAINER = st.fixed_dictionaries(
    {"name": st.sampled_from(["driver", "executor", "logs"])},
    optional={
        "securityContext": st.none() | SECURITY,
        "ports": st.sampled_from([[{"containerPort": 1, "hostPort": 1}], [{"containerPort": 1}]]),
        "livenessProbe": st.sampled_from([{"httpGet": {"host": "h", "port": 1}}, {"exec": {}}]),
    },
)
TEMPLATE = st.fixed_dictionaries(
    {},
    optional={
        "metadata": st.fixed_dictionaries(
            {},
            optional={
                "annotations": st.sampled_from(
                    [{"a": "b"}, {"container.apparmor.security.beta.kubernetes.io/x": "unconfined"}]
                )
            },
        ),
        "spec": st.fixed_dictionaries(
            {},
            optional={
                "hostNetwork": st.booleans(),
                "hostPID": st.just(True),
                "hostIPC": st.just(True),
                "securityContext": SECURITY,
                "containers": st.lists(CONTAINER, max_size=2),
                "initContainers": st.lists(CONTAINER, max_size=1),
                "volumes": st.sampled_from(
                    [
                        [{"name": "a", "hostPath": {"path": "/"}}],
                        [{"name": "tmp", "hostPath": {"path": "/"}}],
                        [{"name": "a", "nfs": {"server": "s", "path": "/"}}],
                        [{"name": "a", "emptyDir": {}}],
                    ]
                ),
            },
        ),
    },
)


@settings(
    max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(template=TEMPLATE)
def test_what_comes_out_is_restricted(make_plan, violations, template):
    plan = make_plan(driver={"template": template}, executor={"instances": 1, "template": template})
    for render in (driver_pod, executor_template):
        try:
            rendered = render(plan)
        except InvalidInput:
            continue
        assert violations(rendered) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"spec": {"hostNetwork": True}},
        {"spec": {"securityContext": {"runAsUser": 0}}},
        {"spec": {"containers": [{"name": "driver", "securityContext": {"privileged": True}}]}},
        {"spec": {"volumes": [{"name": "a", "hostPath": {"path": "/"}}]}},
    ],
)
def test_the_check_itself_objects(make_plan, violations, broken):
    assert violations(merged(driver_pod(make_plan()), broken)) != []
