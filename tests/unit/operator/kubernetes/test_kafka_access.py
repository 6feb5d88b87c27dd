import base64

import pytest

from tune_contract.errors import InvalidInput, NotFound, TemporaryError
from tune_contract.runtime.connection import SecurityProtocol
from tune_contract.tunejob.kafka import KafkaSpec
from tune_operator.kubernetes.kafka_access import (
    KafkaAccess,
    UserKind,
    external_access,
    strimzi_access,
)

SCRAM, TLS = {"type": "scram-sha-512"}, {"type": "tls"}
PORTS = {"plain": 9092, "tls": 9093, "scram": 9094, "mtls": 9095, "sasl": 9096, "outside": 9097}
LISTENERS = {
    "plain": {"type": "internal", "tls": False},
    "tls": {"type": "internal", "tls": True},
    "scram": {"type": "internal", "tls": True, "authentication": SCRAM},
    "mtls": {"type": "internal", "tls": True, "authentication": TLS},
    "sasl": {"type": "internal", "tls": False, "authentication": SCRAM},
    "outside": {"type": "loadbalancer", "tls": True, "authentication": SCRAM},
}


def kafka(*names: str, **kafka_spec: object) -> dict:
    listeners = [{"name": name, "port": PORTS[name], **LISTENERS[name]} for name in names]
    addresses = [{"name": name, "bootstrapServers": f"tune:{PORTS[name]}"} for name in names]
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": "Kafka",
        "metadata": {"name": "tune", "namespace": "music"},
        "spec": {"kafka": {"listeners": listeners, **kafka_spec}, "entityOperator": {}},
        "status": {"listeners": addresses, "kafkaVersion": "4.3.1"},
    }


@pytest.mark.parametrize(
    ("names", "best"),
    [
        (PORTS, "scram"),
        (["plain", "tls", "mtls", "sasl"], "mtls"),
        (["plain", "sasl", "tls"], "tls"),
        (["plain", "sasl"], "sasl"),
        (["outside", "plain"], "plain"),
    ],
)
def test_the_best_listener_is_chosen(names, best):
    assert strimzi_access(kafka(*names), "job-kafka").bootstrap_servers == f"tune:{PORTS[best]}"


def test_scram_over_tls():
    assert strimzi_access(kafka("scram"), "job-kafka") == KafkaAccess(
        "tune:9094",
        SecurityProtocol.SASL_SSL,
        ca_secret="tune-cluster-ca-cert",
        user_kind=UserKind.SCRAM,
        user_secret="job-kafka",
        username="job-kafka",
        cluster="tune",
    )


def test_certificates():
    found = strimzi_access(kafka("mtls"), "job-kafka")
    assert (found.security_protocol, found.user_kind) == (SecurityProtocol.SSL, UserKind.TLS)
    assert (found.user_secret, found.username) == ("job-kafka", "")


def test_nobody_in_plain_text():
    assert strimzi_access(kafka("plain"), "job-kafka") == KafkaAccess("tune:9092", cluster="tune")


def test_acls_belong_to_simple_authorization():
    assert strimzi_access(kafka("scram", authorization={"type": "simple"}), "u").acls
    assert not strimzi_access(kafka("scram", authorization={"type": "custom"}), "u").acls


def test_a_listener_with_another_certificate_is_passed_over():
    given = kafka("scram", "plain")
    given["spec"]["kafka"]["listeners"][0]["configuration"] = {
        "brokerCertChainAndKey": {"secretName": "own", "certificate": "a", "key": "b"}
    }
    assert strimzi_access(given, "u").bootstrap_servers == "tune:9092"


def test_an_unknown_authentication_is_passed_over():
    given = kafka("scram", "plain")
    given["spec"]["kafka"]["listeners"][0]["authentication"] = {"type": "custom"}
    assert strimzi_access(given, "u").bootstrap_servers == "tune:9092"


@pytest.mark.parametrize("status", [{}, {"listeners": [{"name": "scram"}]}])
def test_a_kafka_that_starts_is_waited_for(status):
    with pytest.raises(TemporaryError, match=r"tune is not ready: its listener scram has no addr"):
        strimzi_access(kafka("scram", "plain") | {"status": status}, "u")


def test_no_listener_that_can_be_used():
    with pytest.raises(NotFound, match=r"no listener that a job can use .add one of type internal"):
        strimzi_access(kafka("outside"), "u")


def test_no_kafka():
    with pytest.raises(InvalidInput, match=r"spec: is missing"):
        strimzi_access({"metadata": {"name": "tune"}}, "u")


def spec(**fields: object) -> KafkaSpec:
    topics = {"plays": {"name": "plays"}}
    return KafkaSpec.model_validate({"topics": topics, **fields})


def secret(**data: str) -> dict:
    return {"data": {key: base64.b64encode(value.encode()).decode() for key, value in data.items()}}


OUTSIDE = {"bootstrapServers": "a:1,b:2"}
TRUSTED = OUTSIDE | {"tls": {"caSecret": {"name": "ca"}}}
USER = {"userSecret": {"name": "me"}}
CERTIFICATE = secret(**{"user.crt": "c", "user.key": "k"})


def test_an_address_alone_is_plain_text():
    assert external_access(spec(**OUTSIDE)) == KafkaAccess("a:1,b:2")


def test_a_ca_makes_it_tls():
    found = external_access(spec(**TRUSTED))
    assert (found.security_protocol, found.ca_secret) == (SecurityProtocol.SSL, "ca")


@pytest.mark.parametrize(
    ("kafka_spec", "protocol"),
    [(TRUSTED, SecurityProtocol.SASL_SSL), (OUTSIDE, SecurityProtocol.SASL_PLAINTEXT)],
)
def test_a_password_is_scram(kafka_spec, protocol):
    found = external_access(spec(**kafka_spec, **USER), secret(username="ann\n", password="x"))
    assert (found.security_protocol, found.user_kind) == (protocol, UserKind.SCRAM)
    assert (found.user_secret, found.username, found.cluster) == ("me", "ann", "")


def test_a_certificate_is_tls():
    found = external_access(spec(**TRUSTED, **USER), CERTIFICATE)
    assert (found.security_protocol, found.user_kind) == (SecurityProtocol.SSL, UserKind.TLS)


def test_a_certificate_needs_tls():
    with pytest.raises(InvalidInput, match=r"needs TLS .give kafka.tls.caSecret"):
        external_access(spec(**OUTSIDE, **USER), CERTIFICATE)


def test_the_secret_must_be_there():
    with pytest.raises(NotFound, match=r"no secret me"):
        external_access(spec(**OUTSIDE, **USER), None)


@pytest.mark.parametrize("held", [{}, {"data": None}, secret(password="x")])
def test_the_secret_must_hold_a_user(held):
    with pytest.raises(InvalidInput, match=r"me is no Kafka user's .it must hold username and"):
        external_access(spec(**OUTSIDE, **USER), held)


def test_the_username_must_be_text():
    with pytest.raises(InvalidInput, match=r"no text"):
        external_access(spec(**OUTSIDE, **USER), {"data": {"username": "?", "password": "x"}})


def test_a_cluster_has_no_kafka_of_its_own():
    with pytest.raises(InvalidInput, match=r"names no Kafka .give cluster or bootstrapServers"):
        external_access(spec())
