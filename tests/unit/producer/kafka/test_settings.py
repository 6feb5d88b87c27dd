import logging

import pytest

from tune_contract.errors import InvalidInput
from tune_contract.runtime.connection import KafkaConnection, SecurityProtocol
from tune_producer.kafka import settings

LOG = logging.getLogger("test")


def test_nothing_is_acknowledged_by_less_than_all():
    found = settings.writing(KafkaConnection(bootstrap_servers="b:9092"), LOG)
    assert found["bootstrap.servers"] == "b:9092"
    assert found["security.protocol"] == "PLAINTEXT"
    assert found["acks"] == "all"
    assert found["enable.idempotence"] is True
    assert not [name for name in found if name.startswith(("sasl", "ssl"))]


def test_certificates_are_named():
    connection = KafkaConnection(
        bootstrap_servers="b:9093",
        security_protocol=SecurityProtocol.SSL,
        ca_file="/ca.crt",
        certificate_file="/user.crt",
        key_file="/user.key",
    )
    found = settings.reading(connection, LOG)
    assert found["security.protocol"] == "SSL"
    assert found["ssl.ca.location"] == "/ca.crt"
    assert found["ssl.certificate.location"] == "/user.crt"
    assert found["ssl.key.location"] == "/user.key"


def test_password_is_read_from_its_file(tmp_path):
    (tmp_path / "password").write_text("secret\n")
    connection = KafkaConnection(
        bootstrap_servers="b:9094",
        security_protocol=SecurityProtocol.SASL_SSL,
        username="tune",
        password_file=str(tmp_path / "password"),
    )
    found = settings.writing(connection, LOG)
    assert found["sasl.mechanism"] == "SCRAM-SHA-512"
    assert (found["sasl.username"], found["sasl.password"]) == ("tune", "secret")


def test_missing_password_is_named():
    connection = KafkaConnection(
        bootstrap_servers="b:9094",
        security_protocol=SecurityProtocol.SASL_PLAINTEXT,
        password_file="/none",
    )
    with pytest.raises(InvalidInput, match="cannot read the Kafka password '/none': No such file"):
        settings.writing(connection, LOG)
