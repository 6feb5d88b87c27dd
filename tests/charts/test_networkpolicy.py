import pytest

pytestmark = pytest.mark.charts
PEER = {"namespaceSelector": {"matchLabels": {"purpose": "monitoring"}}}
PORTS = [{"port": "http", "protocol": "TCP"}]
HELM_TEST = {
    "podSelector": {
        "matchLabels": {
            "app.kubernetes.io/name": "tunejob",
            "app.kubernetes.io/instance": "tunejob",
            "app.kubernetes.io/component": "test",
        }
    }
}


@pytest.fixture
def ingress(render):
    def run(name, **values):
        spec = render("tunejob", **values).one("NetworkPolicy", name)["spec"]
        assert spec["policyTypes"] == ["Ingress"]
        (rule,) = spec["ingress"]
        assert rule["ports"] == PORTS
        return rule.get("from", "everybody")

    return run


def test_the_operator_is_closed_by_default(ingress) -> None:
    assert ingress("tunejob-operator") == [HELM_TEST]


def test_the_operator_lets_in_who_is_named(ingress) -> None:
    given = {
        "networkPolicy": {"operatorFrom": [PEER]},
        "metrics": {"serviceMonitor": {"enabled": True}},
    }
    assert ingress("tunejob-operator", **given) == [HELM_TEST, PEER]


def test_a_service_monitor_without_names_opens_the_operator(ingress) -> None:
    assert ingress("tunejob-operator", metrics={"serviceMonitor": {"enabled": True}}) == "everybody"


def test_the_api_is_open_by_default(ingress) -> None:
    assert ingress("tunejob-api") == "everybody"


def test_the_api_lets_in_who_is_named(ingress) -> None:
    assert ingress("tunejob-api", networkPolicy={"apiFrom": [PEER]}) == [HELM_TEST, PEER]


def test_they_can_be_left_out(render) -> None:
    assert render("tunejob", networkPolicy={"enabled": False}).all("NetworkPolicy") == []
