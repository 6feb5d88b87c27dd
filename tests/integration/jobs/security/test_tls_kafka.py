"""Every client of Kafka verifies the broker by the authority it is given: certificate and name."""

import logging
import time
from datetime import timedelta
from pathlib import Path

import pytest
from confluent_kafka import Producer

from tune_api.ingest import kafka as api_kafka
from tune_api.ingest.publisher import KafkaPublisher
from tune_contract.errors import Unreachable
from tune_contract.tunejob.phase import FailureClass
from tune_jobs.driver.failure import termination
from tune_jobs.source.kafka import KafkaUnreachable, wait_for_topics
from tune_operator.kubernetes.kafka.login import Login
from tune_operator.kubernetes.kafka.topics import KafkaTopics
from tune_producer.kafka import settings as producer_kafka
from tune_producer.kafka.reader import TopicReader

LOG = logging.getLogger("kafka-under-test")
WAYS = ["by_password", "by_certificate"]
WRONG = [(way, case) for way in WAYS for case in ("authority", "name")]
PASSWORD = ("by_password", "password")
SECONDS = timedelta(seconds=20)


@pytest.fixture
def connection(tls_kafka, certificates, tmp_path):
    """connection(way, case) -> how Kafka is reached; `case` says what is wrong with it."""

    def make(way, case="right"):
        right = getattr(tls_kafka, way)
        password = tmp_path / "password"
        password.write_text("not-this-one")
        here = right.bootstrap_servers.replace("localhost", "127.0.0.1")
        wrong = {
            "right": {},
            "authority": {"ca_file": str(certificates.other_ca)},
            "name": {"bootstrap_servers": here},
            "password": {"password_file": str(password)},
        }
        return right.model_copy(update=wrong[case])

    return make


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("client", [producer_kafka.writing, api_kafka.writing])
def test_producer_and_api_reach_the_right_broker(tls_kafka, connection, client, way):
    topic = tls_kafka.make_topic()
    assert topic in Producer(client(connection(way), LOG)).list_topics(timeout=10).topics


@pytest.mark.parametrize(("way", "case"), [*WRONG, PASSWORD])
def test_the_producer_refuses_another_and_says_why(connection, caplog, way, case):
    reader = TopicReader(producer_kafka.reading(connection(way, case), LOG), "plays")
    with pytest.raises(Unreachable) as raised:
        reader.partitions()
    reader.close()
    said = str(raised.value)
    assert said.startswith("Kafka does not answer: ")
    assert ("Authentication failed" if case == "password" else "certificate verify failed") in said
    assert said.endswith(
        "(check bootstrapServers and, with TLS, the CA and that the certificate has this name)"
    )
    assert caplog.messages == []  # not a line for each try


@pytest.mark.parametrize(("way", "case"), WRONG)
def test_so_does_the_api(connection, caplog, way, case):
    publisher = KafkaPublisher(connection(way, case))
    with caplog.at_level(logging.WARNING):
        publisher.start()
        deadline = time.monotonic() + SECONDS.total_seconds()
        while publisher.reachable:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    publisher.close()
    (message,) = caplog.messages
    assert message.startswith("Kafka does not answer: ")
    assert "certificate verify failed" in message


@pytest.mark.parametrize("way", WAYS)
def test_the_driver_reaches_the_right_broker(spark, tls_kafka, connection, way):
    topic = tls_kafka.make_topic()
    assert wait_for_topics(spark, connection(way), [topic], SECONDS, lambda _: False)


@pytest.mark.parametrize(
    ("way", "case", "reason"),
    [
        *((way, "authority", "unable to find valid certification path") for way in WAYS),
        *((way, "name", "No subject alternative names matching IP address") for way in WAYS),
        (*PASSWORD, "invalid credentials with SASL mechanism SCRAM-SHA-512"),
    ],
)
def test_the_driver_refuses_another_and_says_why(spark, connection, way, case, reason):
    with pytest.raises(KafkaUnreachable) as raised:
        wait_for_topics(spark, connection(way, case), ["x"], timedelta(0), lambda _: False)
    ended = termination(raised.value)
    assert ended.failure_class is FailureClass.KAFKA
    assert reason in ended.message
    assert ended.message.endswith(
        "(check that it runs, its address, and the CA and user of the connection)"
    )


def login(connection) -> Login:
    """The operator's, which reads secrets and not files."""
    files = (connection.ca_file, connection.password_file)
    ca, password = (Path(file).read_text() if file else "" for file in files)
    files = (connection.certificate_file, connection.key_file)
    certificate, key = (Path(file).read_text() if file else "" for file in files)
    return Login(
        bootstrap_servers=connection.bootstrap_servers,
        protocol=connection.security_protocol,
        ca=ca,
        username=connection.username,
        password=password,
        certificate=certificate,
        key=key,
    )


@pytest.mark.parametrize("way", WAYS)
def test_the_operator_reaches_the_right_broker(tls_kafka, connection, way):
    topic = tls_kafka.make_topic()
    topics = KafkaTopics(login(connection(way)))
    assert list(topics.look([topic]).ends) == [topic]
    topics.close()


@pytest.mark.parametrize(("way", "case"), WRONG)
def test_the_operator_refuses_another_and_says_why(connection, way, case):
    with pytest.raises(Unreachable) as raised:
        KafkaTopics(login(connection(way, case)))
    reason = {
        "authority": "unable to get local issuer certificate",
        "name": "IP address mismatch, certificate is not valid for '127.0.0.1'.",
    }[case]
    assert str(raised.value) == (
        f"Kafka at {connection(way, case).bootstrap_servers} does not answer: {reason} "
        "(check that it runs, its address, and the CA and user it asks for)"
    )
