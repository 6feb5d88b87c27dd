import pytest

from .rendered import env, pod_spec

pytestmark = pytest.mark.charts


@pytest.fixture
def operator(render):
    def run(**values):
        return render("tunejob", **values).one("Deployment", "tunejob-operator")

    return run


def test_there_is_never_more_than_one(operator) -> None:
    spec = operator()["spec"]
    assert spec["replicas"] == 1
    assert spec["strategy"] == {"type": "Recreate"}


def test_its_settings_by_default(operator) -> None:
    assert env(operator()) == {
        "TUNE_NAMESPACE": "metadata.namespace",
        "TUNE_WATCH_NAMESPACES": "music",
        "TUNE_JOBS_IMAGE": "tunejob/jobs:0.1.0",
        "TUNE_PRODUCER_IMAGE": "tunejob/producer:0.1.0",
        "TUNE_IMAGE_PULL_POLICY": "IfNotPresent",
        "TUNE_IMAGE_PULL_SECRETS": "",
        "TUNE_RESULTS_URL": "http://tunejob-api.music.svc:8080",
        "TUNE_PRIORITY_CLASS": "",
        "TUNE_RESYNC_SECONDS": "30",
        "TUNE_WORKERS": "8",
        "TUNE_LOG_FORMAT": "json",
        "TUNE_LOG_LEVEL": "info",
        "TUNE_HTTP_PORT": "8080",
    }


def test_its_settings_by_values(operator) -> None:
    given = env(
        operator(
            image={
                "registry": "images.example:5000/",
                "tag": "9",
                "pullPolicy": "Never",
                "pullSecrets": ["one", "two"],
            },
            operator={
                "watchNamespaces": ["music", "chat"],
                "resyncSeconds": 60,
                "workers": 2,
                "logFormat": "text",
                "logLevel": "debug",
            },
            jobs={"image": "mine/jobs@sha256:12", "priorityClassName": "high"},
            producer={"image": "mine/producer:dev"},
            api={"externalUrl": "https://tunes.example.com/"},
        )
    )
    assert given == {
        "TUNE_NAMESPACE": "metadata.namespace",
        "TUNE_WATCH_NAMESPACES": "music,chat",
        "TUNE_JOBS_IMAGE": "mine/jobs@sha256:12",
        "TUNE_PRODUCER_IMAGE": "mine/producer:dev",
        "TUNE_IMAGE_PULL_POLICY": "Never",
        "TUNE_IMAGE_PULL_SECRETS": "one,two",
        "TUNE_RESULTS_URL": "https://tunes.example.com",
        "TUNE_PRIORITY_CLASS": "high",
        "TUNE_RESYNC_SECONDS": "60",
        "TUNE_WORKERS": "2",
        "TUNE_LOG_FORMAT": "text",
        "TUNE_LOG_LEVEL": "debug",
        "TUNE_HTTP_PORT": "8080",
    }


def test_without_the_api_there_is_no_address_of_results(operator) -> None:
    assert env(operator(api={"enabled": False}))["TUNE_RESULTS_URL"] == ""


@pytest.mark.parametrize(
    ("image", "registry", "whole"),
    [
        ("tunejob/operator", "", "tunejob/operator:0.1.0"),
        (
            "tunejob/operator",
            "images.example:5000/music",
            "images.example:5000/music/tunejob/operator:0.1.0",
        ),
        ("other:5000/operator", "", "other:5000/operator:0.1.0"),
        ("other:5000/operator:7", "images.example", "other:5000/operator:7"),
        ("operator@sha256:12", "images.example", "operator@sha256:12"),
    ],
)
def test_names_of_images(operator, image, registry, whole) -> None:
    made = operator(image={"registry": registry}, operator={"image": image})
    assert pod_spec(made)["containers"][0]["image"] == whole


def test_it_is_asked_whether_it_lives_and_is_ready(operator) -> None:
    (container,) = pod_spec(operator())["containers"]
    assert container["livenessProbe"]["httpGet"] == {"path": "/livez", "port": "http"}
    assert container["startupProbe"]["httpGet"] == {"path": "/livez", "port": "http"}
    assert container["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "http"}
    assert container["ports"] == [{"name": "http", "containerPort": 8080}]


def test_it_can_write_to_tmp_only(operator) -> None:
    pod = pod_spec(operator())
    assert pod["volumes"] == [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}]
    assert pod["containers"][0]["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]
    assert pod["securityContext"]["runAsUser"] == 10001


def test_where_and_as_what_it_runs(operator) -> None:
    placed = {
        "priorityClassName": "high",
        "nodeSelector": {"disk": "ssd"},
        "tolerations": [{"key": "music", "operator": "Exists"}],
        "affinity": {"podAntiAffinity": {}},
    }
    made = operator(
        image={"pullSecrets": ["pull"]},
        operator={**placed, "podLabels": {"a": "1"}, "podAnnotations": {"b": "2"}},
    )
    pod = pod_spec(made)
    assert {key: pod[key] for key in placed} == placed
    assert pod["imagePullSecrets"] == [{"name": "pull"}]
    assert made["spec"]["template"]["metadata"]["labels"]["a"] == "1"
    assert made["spec"]["template"]["metadata"]["annotations"] == {"b": "2"}


def test_its_service_account(render) -> None:
    made = render("tunejob", operator={"serviceAccountAnnotations": {"role": "r"}})
    assert made.one("ServiceAccount", "tunejob-operator")["metadata"]["annotations"] == {
        "role": "r"
    }
    assert (
        pod_spec(made.one("Deployment", "tunejob-operator"))["serviceAccountName"]
        == "tunejob-operator"
    )


def test_its_service_is_for_metrics(render) -> None:
    spec = render("tunejob").one("Service", "tunejob-operator")["spec"]
    assert spec["ports"] == [{"name": "http", "port": 8080, "targetPort": "http"}]
    assert "type" not in spec


def test_changed_files_go_to_a_volume(operator) -> None:
    pod = pod_spec(operator(dev={"sync": True}))
    (sync,) = pod["initContainers"]
    assert sync["image"] == pod["containers"][0]["image"]
    assert sync["command"][-3:] == ["/opt/tunejob/sync", "tune_operator", "tune_contract"]
    mount = {"name": "sync", "mountPath": "/opt/tunejob/sync"}
    assert mount in sync["volumeMounts"]
    assert mount in pod["containers"][0]["volumeMounts"]
    assert env(operator(dev={"sync": True}))["PYTHONPATH"] == "/opt/tunejob/sync"
    assert "initContainers" not in pod_spec(operator())
