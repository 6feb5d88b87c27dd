import pytest

from tune_contract.errors import InvalidInput
from tune_contract.runtime.connection import KafkaConnection, SecurityProtocol
from tune_contract.runtime.librdkafka import Login, connection_settings, read_login

HINT = "check the file"


def test_plain() -> None:
    connection = KafkaConnection(bootstrap_servers="b:9092")
    assert connection_settings(connection, HINT) == {
        "bootstrap.servers": "b:9092",
        "security.protocol": "PLAINTEXT",
    }
    assert read_login(connection, HINT) is None


def test_password(tmp_path) -> None:
    file = tmp_path / "password"
    file.write_text("secret\n")
    connection = KafkaConnection(
        bootstrap_servers="b:9094",
        security_protocol=SecurityProtocol.SASL_SSL,
        ca_file="/ca.crt",
        username="tune",
        password_file=str(file),
    )
    assert connection_settings(connection, HINT) == {
        "bootstrap.servers": "b:9094",
        "security.protocol": "SASL_SSL",
        "ssl.ca.location": "/ca.crt",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": "tune",
        "sasl.password": "secret",
    }
    assert read_login(connection, HINT) == Login("tune", "secret")


def test_a_password_that_cannot_be_read_is_named_with_what_to_check() -> None:
    connection = KafkaConnection(
        bootstrap_servers="b:9094",
        security_protocol=SecurityProtocol.SASL_PLAINTEXT,
        password_file="/none",
    )
    with pytest.raises(InvalidInput, match="cannot read the Kafka password '/none'") as raised:
        connection_settings(connection, HINT)
    assert raised.value.hint == HINT


@pytest.mark.parametrize("protocol", SecurityProtocol)
def test_who_is_asked_for_a_password(protocol: SecurityProtocol) -> None:
    assert protocol.by_password() == protocol.value.startswith("SASL")
