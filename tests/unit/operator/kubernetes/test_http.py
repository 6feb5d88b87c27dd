import urllib.error
import urllib.request

import pytest
from prometheus_client import CollectorRegistry, Counter

from tune_operator.kubernetes.health import Health
from tune_operator.kubernetes.http import serve


@pytest.fixture
def served():
    registry = CollectorRegistry()
    Counter("tune_test", "A test.", registry=registry)
    health = Health(patience=60)
    server = serve(0, health, registry)
    yield health, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def status(url):
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_ready_once_the_jobs_are_listed(served):
    health, url = served
    assert (status(f"{url}/livez"), status(f"{url}/readyz")) == (200, 503)
    health.listed()
    assert (status(f"{url}/livez"), status(f"{url}/readyz")) == (200, 200)


def test_dead_when_no_list_comes_through(served):
    health, url = served
    health.listed()
    health.patience = 0.0
    assert status(f"{url}/livez") == 503


def test_metrics(served):
    _, url = served
    with urllib.request.urlopen(f"{url}/metrics") as answer:
        assert b"tune_test_total 0.0" in answer.read()


def test_nothing_else(served):
    _, url = served
    assert status(f"{url}/") == 404
