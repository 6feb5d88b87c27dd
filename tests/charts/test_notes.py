"""What Helm prints after an installation is right for what was installed."""

import subprocess

import pytest
import yaml

from .rendered import CHARTS, NAMESPACE, RELEASES

pytestmark = pytest.mark.charts


@pytest.fixture
def notes(helm):
    def run(chart, **values):
        command = [helm, "install", RELEASES[chart], str(CHARTS / chart), "--namespace", NAMESPACE]
        done = subprocess.run(
            [*command, "--dry-run=client", "--values", "-"],
            input=yaml.safe_dump(values),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.partition("NOTES:\n")[2]

    return run


def test_how_to_reach_the_page(notes) -> None:
    assert "port-forward service/tunejob-api 8080:8080" in notes("tunejob")
    told = notes("tunejob", api={"externalUrl": "https://tunes.example.com"})
    assert "https://tunes.example.com" in told
    assert "port-forward" not in told
    assert "port-forward" not in notes("tunejob", api={"enabled": False})


def test_a_missing_database_is_told(notes) -> None:
    told = notes("tunejob", api={"database": {"secretName": "mine", "key": "where"}})
    assert "The API waits for the Secret mine (key where" in told
    assert "kubectl -n music create secret generic mine --from-literal=where=" in told


def test_which_namespaces_are_watched(notes) -> None:
    told = notes("tunejob", operator={"watchNamespaces": ["music", "chat"]})
    assert "runs the TuneJobs in: music, chat" in told


def test_what_stays_is_told(notes) -> None:
    assert "leaves the kind TuneJob" in notes("tunejob")
    assert "leaves the kind TuneJob" not in notes("tunejob", crds={"keep": False})


def test_what_tunejobs_name(notes) -> None:
    told = notes("tunejob-kafka")
    assert "spec.kafka.cluster: tune" in told
    assert "{name: results-db}" in told
    assert "install the Strimzi operator" in told


def test_an_open_port_is_a_warning(notes) -> None:
    assert "WARNING" not in notes("tunejob-kafka")
    assert "WARNING" in notes("tunejob-kafka", kafka={"listeners": {"plain": {"enabled": True}}})


def test_only_what_there_is_is_told(notes) -> None:
    assert "PostgreSQL" not in notes("tunejob-kafka", postgresql={"enabled": False})
    assert "Kafka" not in notes("tunejob-kafka", kafka={"enabled": False})
