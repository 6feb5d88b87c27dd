import logging

import pytest

from tune_api.ingest.kafka import HINT, writing
from tune_contract.errors import InvalidInput
from tune_contract.runtime.connection import KafkaConnection, SecurityProtocol
from tune_contract.runtime.librdkafka import Login, read_login

LOG = logging.getLogger("test")


def test_nothing_is_acknowledged_by_less_than_all():
    found = writing(KafkaConnection(bootstrap_servers="b:9092"), LOG)
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
    found = writing(connection, LOG)
    assert [found[f"ssl.{name}.location"] for name in ("ca", "certificate", "key")] == [
        *("/ca.crt", "/user.crt", "/user.key")
    ]
    assert read_login(connection, HINT) is None


def test_the_password_is_read_from_its_file_and_again(tmp_path):
    file = tmp_path / "password"
    file.write_text("secret\n")
    connection = KafkaConnection(
        bootstrap_servers="b:9094",
        security_protocol=SecurityProtocol.SASL_SSL,
        username="tune",
        password_file=str(file),
    )
    found = writing(connection, LOG)
    assert found["sasl.mechanism"] == "SCRAM-SHA-512"
    assert (found["sasl.username"], found["sasl.password"]) == ("tune", "secret")
    file.write_text("other")
    assert read_login(connection, HINT) == Login("tune", "other")


def test_a_missing_password_is_named():
    connection = KafkaConnection(
        bootstrap_servers="b:9094",
        security_protocol=SecurityProtocol.SASL_PLAINTEXT,
        password_file="/none",
    )
    with pytest.raises(InvalidInput, match="cannot read the Kafka password '/none': No such file"):
        writing(connection, LOG)
