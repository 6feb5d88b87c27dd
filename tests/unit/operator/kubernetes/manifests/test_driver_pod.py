import pytest

from tune_operator.kubernetes.manifests.driver_pod import driver_pod


def container(pod: dict) -> dict:
    (found,) = pod["spec"]["containers"]
    return found


def test_it_is_the_attempts(make_plan):
    pod = driver_pod(make_plan())
    assert pod["metadata"]["name"] == "genres-driver-2"
    assert pod["metadata"]["namespace"] == "music"
    assert pod["metadata"]["labels"]["tunejob.io/attempt"] == "2"
    assert pod["metadata"]["ownerReferences"][0]["name"] == "genres"
    assert pod["spec"]["restartPolicy"] == "Never"


def test_it_runs_the_images_driver(make_plan):
    assert container(driver_pod(make_plan()))["image"] == "tunejob/jobs:1"
    own = container(driver_pod(make_plan(image="mine:2")))
    assert own["image"] == "mine:2"
    assert own["args"] == ["driver", "--config", "/etc/tunejob/config/job.json"]
    assert "command" not in own


def test_alone_it_has_no_rights_and_one_port(make_plan):
    pod = driver_pod(make_plan())
    assert pod["spec"]["automountServiceAccountToken"] is False
    assert "serviceAccountName" not in pod["spec"]
    assert container(pod)["ports"] == [{"name": "http", "containerPort": 8080}]


def test_with_executors_it_has_both(make_plan):
    pod = driver_pod(make_plan(executor={"instances": 1}))
    assert pod["spec"]["automountServiceAccountToken"] is True
    assert pod["spec"]["serviceAccountName"] == "genres-driver"
    assert [port["containerPort"] for port in container(pod)["ports"]] == [8080, 7078, 7079]


@pytest.mark.parametrize(("drain", "seconds"), [("60s", 90), ("0s", 30), ("1500ms", 32)])
def test_it_has_time_to_drain(make_plan, drain, seconds):
    pod = driver_pod(make_plan(upgrade={"drainTimeout": drain}))
    assert pod["spec"]["terminationGracePeriodSeconds"] == seconds


def test_what_it_writes_to(make_plan):
    mounts = container(driver_pod(make_plan()))["volumeMounts"]
    assert [each["mountPath"] for each in mounts if not each.get("readOnly")] == [
        "/tmp",
        "/var/lib/tunejob/scratch",
        "/var/lib/tunejob/checkpoint",
    ]


def test_every_mount_has_its_volume(make_plan, violations):
    plan = make_plan(executor={"instances": 2}, checkpoint={"location": "s3a://lake/x"})
    for pod in (driver_pod(make_plan()), driver_pod(plan)):
        mounted = [each["name"] for each in container(pod)["volumeMounts"]]
        assert mounted == [each["name"] for each in pod["spec"]["volumes"]]
        assert violations(pod) == []


def test_it_says_why_it_ended(make_plan):
    own = container(driver_pod(make_plan()))
    assert own["terminationMessagePath"] == "/dev/termination-log"
    assert own["terminationMessagePolicy"] == "FallbackToLogsOnError"


def test_the_operators_settings(make_plan, all_settings):
    pod = driver_pod(make_plan(settings=all_settings))
    assert pod["spec"]["priorityClassName"] == "streams"
    assert pod["spec"]["imagePullSecrets"] == [{"name": "pull-1"}, {"name": "pull-2"}]
    assert container(pod)["imagePullPolicy"] == "Never"
    assert "priorityClassName" not in driver_pod(make_plan())["spec"]
    assert "imagePullSecrets" not in driver_pod(make_plan())["spec"]


def test_labels_and_annotations_of_the_user(make_plan):
    template = {"metadata": {"labels": {"team": "a"}, "annotations": {"b": "c"}}}
    metadata = driver_pod(make_plan(driver={"template": template}))["metadata"]
    assert metadata["labels"]["team"] == "a"
    assert metadata["labels"]["tunejob.io/job"] == "genres"
    assert metadata["annotations"]["b"] == "c"
    assert len(metadata["annotations"]) == 2
