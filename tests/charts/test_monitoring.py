import pytest

from .rendered import pod_spec

pytestmark = pytest.mark.charts
ENABLED = {"enabled": True, "interval": "5s", "labels": {"release": "prometheus"}}


def test_there_is_none_by_default(render) -> None:
    made = render("tunejob")
    assert made.all("ServiceMonitor") == made.all("PodMonitor") == []


def test_the_service_monitor_finds_operator_and_api(render) -> None:
    made = render("tunejob", metrics={"serviceMonitor": ENABLED})
    monitor = made.one("ServiceMonitor", "tunejob")
    spec = monitor["spec"]
    assert monitor["metadata"]["labels"]["release"] == "prometheus"
    assert spec["namespaceSelector"] == {"matchNames": ["music"]}
    assert spec["endpoints"] == [{"port": "http", "path": "/metrics", "interval": "5s"}]
    (choice,) = spec["selector"]["matchExpressions"]
    assert choice == {
        "key": "app.kubernetes.io/component",
        "operator": "In",
        "values": ["operator", "api"],
    }
    for service in made.all("Service"):
        labels = service["metadata"]["labels"]
        assert spec["selector"]["matchLabels"].items() <= labels.items()
        assert labels["app.kubernetes.io/component"] in choice["values"]
        assert [port["name"] for port in service["spec"]["ports"]] == ["http"]


def test_the_pod_monitor_finds_what_the_operator_makes(render) -> None:
    made = render(
        "tunejob", operator={"watchNamespaces": ["music", "chat"]}, metrics={"podMonitor": ENABLED}
    )
    spec = made.one("PodMonitor", "tunejob-jobs")["spec"]
    assert spec["namespaceSelector"] == {"matchNames": ["music", "chat"]}
    assert spec["podMetricsEndpoints"] == [{"port": "http", "path": "/metrics", "interval": "5s"}]
    assert spec["selector"] == {
        "matchLabels": {
            "app.kubernetes.io/part-of": "tunejob",
            "app.kubernetes.io/managed-by": "tune-operator",
        },
        "matchExpressions": [
            {
                "key": "app.kubernetes.io/component",
                "operator": "In",
                "values": ["driver", "producer"],
            }
        ],
    }
    assert spec["podTargetLabels"] == ["tunejob.io/job", "app.kubernetes.io/component"]


def test_where_metrics_are_served_is_a_port_of_the_pod(render) -> None:
    for name in ("tunejob-operator", "tunejob-api"):
        (container,) = pod_spec(render("tunejob").one("Deployment", name))["containers"]
        assert container["ports"] == [{"name": "http", "containerPort": 8080}]
