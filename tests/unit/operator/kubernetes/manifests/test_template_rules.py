import pytest

from tune_contract.errors import InvalidInput
from tune_operator.kubernetes.manifests.driver_pod import driver_pod
from tune_operator.kubernetes.manifests.executor_template import executor_template


def own(**fields: object) -> dict:
    return {"spec": {"containers": [{"name": "driver", **fields}]}}


def extra(**security: object) -> dict:
    return {"spec": {"containers": [{"name": "logs", "securityContext": security}]}}


REFUSED = [
    ({"kind": "Pod"}, "kind cannot be set .a pod template has metadata and spec only"),
    ({"metadata": {"name": "x"}}, "metadata.name cannot be set .a template adds labels"),
    ({"metadata": {"ownerReferences": []}}, "metadata.ownerReferences cannot be set"),
    ({"metadata": {"labels": {"tunejob.io/job": "x"}}}, r"labels\[tunejob.io/job\] cannot be set"),
    ({"metadata": {"labels": {"tunejob.io/new": "x"}}}, r"labels\[tunejob.io/new\] cannot be set"),
    (
        {"metadata": {"labels": {"app.kubernetes.io/name": "x"}}},
        r"labels\[app.kubernetes.io/name\] cannot be set .the product finds its pods by it",
    ),
    ({"metadata": {"annotations": {"tunejob.io/x": "y"}}}, r"annotations\[tunejob.io/x\] cannot"),
    (
        {"spec": {"serviceAccountName": "x"}},
        "serviceAccountName cannot be set .the product decides",
    ),
    ({"spec": {"automountServiceAccountToken": False}}, "automountServiceAccountToken cannot be"),
    ({"spec": {"hostNetwork": True}}, "hostNetwork cannot be set .a pod keeps out of its node"),
    ({"spec": {"hostPID": True}}, "hostPID cannot be set"),
    ({"spec": {"shareProcessNamespace": True}}, "shareProcessNamespace cannot be set"),
    ({"spec": {"restartPolicy": "Always"}}, "restartPolicy cannot be set .the operator starts"),
    ({"spec": {"terminationGracePeriodSeconds": 1}}, "it follows from spec.upgrade.drainTimeout"),
    ({"spec": {"securityContext": {"runAsUser": 0}}}, "spec.securityContext.runAsUser cannot be"),
    ({"spec": {"securityContext": {"sysctls": []}}}, "spec.securityContext.sysctls cannot be set"),
    (
        {"spec": {"volumes": [{"name": "config", "emptyDir": {}}]}},
        r"volumes\[config\] cannot be set",
    ),
    ({"spec": {"volumes": [{"name": "a", "hostPath": {}}]}}, r"\[a\].hostPath cannot .*use one of"),
    (own(command=["sh"]), r"containers\[driver\].command cannot be set .the image's own program"),
    (own(args=[]), "args cannot be set"),
    (own(image="x"), "image cannot be set .spec.image sets it"),
    (own(resources={}), "resources cannot be set .spec.driver.resources sets them"),
    (own(terminationMessagePath="/x"), "terminationMessagePath cannot be set"),
    (
        own(securityContext={"readOnlyRootFilesystem": False}),
        "readOnlyRootFilesystem cannot be set",
    ),
    (own(securityContext={"privileged": True}), "securityContext.privileged cannot be set"),
    (own(ports=[{"containerPort": 1, "hostPort": 1}]), r"ports\[1\].hostPort cannot be set"),
    (own(livenessProbe={"tcpSocket": {"host": "x"}}), "livenessProbe cannot .*leave out `host`"),
    *(
        (
            own(volumeMounts=[{"name": "a", "mountPath": path}]),
            r"\] cannot .*the product has its own",
        )
        for path in ("/", "/etc", "/etc/tunejob/config", "/tmp", "/opt/tunejob/jars/", "/a/../etc")
    ),
    (
        {"spec": {"initContainers": [{"name": "driver"}]}},
        r"initContainers\[driver\] cannot be set .that is the name of the product's own container",
    ),
    (extra(privileged=True), r"containers\[logs\].securityContext.privileged cannot be set"),
    (extra(runAsUser=0), "runAsUser cannot be set .pods run under the restricted Pod Security"),
    (extra(runAsNonRoot=False), "runAsNonRoot cannot be set"),
    (extra(capabilities={"add": ["SYS_ADMIN"]}), "capabilities cannot be set"),
    (extra(seccompProfile={"type": "Unconfined"}), "seccompProfile cannot be set"),
    ({"spec": []}, "spec is no mapping"),
    ({"spec": {"containers": {}}}, "spec.containers is no list"),
    ({"spec": {"containers": [1]}}, "spec.containers is no mapping"),
    ({"spec": {"containers": [{}]}}, "spec.containers: one has no name"),
    (own(env=[{"value": "x"}]), "env: one has no name .give every one a name"),
    ({"spec": {"imagePullSecrets": [{}]}}, "imagePullSecrets: one has no name"),
]


@pytest.mark.parametrize(("template", "message"), REFUSED)
def test_what_a_template_must_not_say(make_plan, template, message):
    with pytest.raises(InvalidInput, match=rf"^spec\.driver\.template.*{message}"):
        driver_pod(make_plan(driver={"template": template}))


@pytest.mark.parametrize(
    "template",
    [
        {"metadata": {"labels": {"team": "a"}, "annotations": {"b": "c"}}},
        {"spec": {"securityContext": {"runAsNonRoot": True, "supplementalGroups": [7]}}},
        own(securityContext={"readOnlyRootFilesystem": True}),
        own(volumeMounts=[{"name": "a", "mountPath": "/tmp/a"}], envFrom=[{"secretRef": {}}]),
        own(lifecycle={"preStop": {"sleep": {"seconds": 1}}}),
        extra(
            runAsUser=5, readOnlyRootFilesystem=False, capabilities={"add": ["NET_BIND_SERVICE"]}
        ),
        {"spec": {"volumes": [{"name": "a", "csi": {"driver": "d"}}]}},
    ],
)
def test_what_a_template_may_say(make_plan, template):
    driver_pod(make_plan(driver={"template": template}))


def test_an_executors_template_is_named_and_has_its_own_rules(make_plan):
    template = {"spec": {"containers": [{"name": "executor", "args": ["x"]}]}}
    plan = make_plan(executor={"instances": 1, "template": template})
    with pytest.raises(InvalidInput, match=r"^spec.executor.template.*\[executor\].args cannot"):
        executor_template(plan)
