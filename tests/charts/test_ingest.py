import hashlib
import shlex

import pytest

from tune_api.settings import read_settings
from tune_contract.events.names import EVENT_MODELS
from tune_contract.runtime.connection import SecurityProtocol

from .rendered import CHARTS, env, pod_spec

pytestmark = pytest.mark.charts
GIVEN = {
    "enabled": True,
    "topics": {"music-plays": "play", "chat.1": "chat-message"},
    "keysSecret": {"name": "ingest-keys", "key": "hashes"},
}


@pytest.fixture
def made(render):
    return lambda **ingest: render("tunejob", api={"ingest": {**GIVEN, **ingest}})


@pytest.fixture
def settings(made, tmp_path):
    """The command line of the pod, as the API itself reads it; secrets are files in a folder."""

    def read(**ingest):
        (container,) = pod_spec(made(**ingest).one("Deployment", "tunejob-api"))["containers"]
        line = shlex.join(container["args"]).replace("/etc/tunejob", str(tmp_path))
        for name, text in (
            ("database/uri", "postgresql://db/results"),
            ("ingest-keys/keys", hashlib.sha256(b"key").hexdigest()),
        ):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        found = read_settings(shlex.split(line))
        assert [ring.file for ring in found.gate.rings] == [tmp_path / "ingest-keys" / "keys"]
        return found.ingest

    return read


def secrets(made) -> dict[str, str]:
    volumes = pod_spec(made.one("Deployment", "tunejob-api"))["volumes"]
    whole = {each["name"]: each["secret"]["secretName"] for each in volumes if "secret" in each}
    parts = {  # of one secret, some of them optional
        each["name"]: each["projected"]["sources"][0]["secret"]["name"]
        for each in volumes
        if "projected" in each
    }
    return whole | parts


def test_it_is_off_by_default(render) -> None:
    made = render("tunejob")
    assert "ingest" not in str(made.one("Deployment", "tunejob-api"))
    assert made.all("KafkaUser") == []


def test_the_api_reads_what_the_chart_writes(settings, tmp_path) -> None:
    found = settings(remember=10_000_000, rememberFor="1h")
    assert found.topics == GIVEN["topics"]
    assert (found.remember, found.remember_seconds) == (10_000_000, 3600)
    assert found.kafka.bootstrap_servers == "tune-kafka-bootstrap:9093"
    assert found.kafka.security_protocol is SecurityProtocol.SASL_SSL
    assert found.kafka.ca_file == f"{tmp_path}/kafka-ca/ca.crt"
    assert found.kafka.username == "tunejob-ingest"
    assert found.kafka.password_file == f"{tmp_path}/kafka-user/password"


def test_secrets_are_files_and_nothing_is_in_the_environment(made) -> None:
    found = made()
    assert env(found.one("Deployment", "tunejob-api")) == {}
    assert secrets(found) == {
        "database": "results-db",
        "ingest-keys": "ingest-keys",
        "kafka-ca": "tune-cluster-ca-cert",
        "kafka-user": "tunejob-ingest",
    }
    (container,) = pod_spec(found.one("Deployment", "tunejob-api"))["containers"]
    mounts = {each["name"]: each for each in container["volumeMounts"]}
    for name in secrets(found):
        assert mounts[name] == {
            "name": name,
            "mountPath": f"/etc/tunejob/{name}",
            "readOnly": True,  # no subPath: it follows a change
        }


def test_its_user_may_write_to_the_topics_and_nothing_else(made) -> None:
    user = made().one("KafkaUser", "tunejob-ingest")
    assert user["metadata"]["labels"]["strimzi.io/cluster"] == "tune"
    assert user["spec"]["authentication"] == {"type": "scram-sha-512"}
    assert user["spec"]["authorization"]["acls"] == [
        {
            "resource": {"type": "topic", "name": topic, "patternType": "literal"},
            "operations": ["Describe", "Write"],
        }
        for topic in ("chat.1", "music-plays")
    ]


def test_a_user_of_ones_own(made, settings) -> None:
    kafka = {"username": "player"}
    assert made(kafka=kafka).all("KafkaUser") == []
    assert secrets(made(kafka=kafka))["kafka-user"] == "player"
    assert settings(kafka=kafka).kafka.username == "player"


@pytest.mark.parametrize(
    ("kafka", "volumes"),
    [
        ({"securityProtocol": "PLAINTEXT"}, set()),
        (
            {"securityProtocol": "SSL", "caSecret": "ca", "userSecret": "u"},
            {"kafka-ca", "kafka-user"},
        ),
        (
            {"securityProtocol": "SASL_PLAINTEXT", "username": "u", "userSecret": "u"},
            {"kafka-user"},
        ),
    ],
)
def test_a_kafka_that_strimzi_does_not_run(made, settings, kafka, volumes, tmp_path) -> None:
    given = {"bootstrapServers": "a:1,b:2", **kafka}
    found = made(kafka=given)
    assert found.all("KafkaUser") == []
    assert set(secrets(found)) == {"database", "ingest-keys", *volumes}
    connection = settings(kafka=given).kafka
    assert connection.bootstrap_servers == "a:1,b:2"
    assert connection.security_protocol == kafka["securityProtocol"]
    certificate = f"{tmp_path}/kafka-user/user.crt"
    assert connection.certificate_file == (certificate if "caSecret" in kafka else "")


def test_the_kinds_of_events_are_those_of_the_api() -> None:
    schema = (CHARTS / "tunejob" / "values.schema.json").read_text(encoding="utf-8")
    quoted = ", ".join(f'"{name}"' for name in EVENT_MODELS)
    assert f'"additionalProperties": {{"enum": [{quoted}]}}' in schema
