import pytest

from .rendered import pod_spec

pytestmark = pytest.mark.charts


def test_it_asks_operator_and_api(render) -> None:
    made = render("tunejob", api={"service": {"port": 80}}).one("Pod", "tunejob-test")
    assert made["metadata"]["annotations"]["helm.sh/hook"] == "test"
    assert pod_spec(made)["restartPolicy"] == "Never"
    assert pod_spec(made)["containers"][0]["command"][3:] == [
        "http://tunejob-operator:8080/readyz",
        "http://tunejob-api:80/readyz",
        "http://tunejob-api:80/api/v1/jobs",
    ]


def test_it_needs_no_key(render) -> None:
    made = render("tunejob", api={"keysSecret": {"name": "keys"}}).one("Pod", "tunejob-test")
    assert pod_spec(made)["containers"][0]["command"][-1] == (
        "http://tunejob-api:8080/api/v1/session"
    )


def test_without_the_api_it_asks_the_operator(render) -> None:
    made = render("tunejob", api={"enabled": False}).one("Pod", "tunejob-test")
    assert pod_spec(made)["containers"][0]["command"][3:] == ["http://tunejob-operator:8080/readyz"]
