from pathlib import Path

import pytest

from tune_contract.errors import InvalidInput
from tune_contract.runtime.connection import KafkaConnection, SecurityProtocol
from tune_jobs.source.kafka import client_options

SERVERS = "kafka:9093"


@pytest.fixture
def write(tmp_path: Path):
    """write(name, text) -> the path of such a file."""

    def write(name: str, text: str) -> str:
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return write


def test_plain_text():
    assert client_options(KafkaConnection(bootstrap_servers=SERVERS)) == {
        "bootstrap.servers": SERVERS,
        "security.protocol": "PLAINTEXT",
    }


def test_tls_takes_the_authority_as_a_pem_file(write):
    connection = KafkaConnection(
        bootstrap_servers=SERVERS,
        security_protocol=SecurityProtocol.SSL,
        ca_file=write("ca.crt", "authority"),
    )
    assert client_options(connection) == {
        "bootstrap.servers": SERVERS,
        "security.protocol": "SSL",
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": connection.ca_file,
    }


def test_client_certificate_and_key_are_handed_over_as_texts(write):
    connection = KafkaConnection(
        bootstrap_servers=SERVERS,
        security_protocol=SecurityProtocol.SSL,
        certificate_file=write("user.crt", "certificate\n"),
        key_file=write("user.key", "key\n"),
    )
    assert client_options(connection) == {
        "bootstrap.servers": SERVERS,
        "security.protocol": "SSL",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.certificate.chain": "certificate",
        "ssl.keystore.key": "key",
    }


@pytest.mark.parametrize("protocol", [SecurityProtocol.SASL_SSL, SecurityProtocol.SASL_PLAINTEXT])
@pytest.mark.parametrize(
    ("username", "password", "login"),
    [
        ("ann", "secret\n", 'username="ann" password="secret"'),
        ("ann", 'a"b', 'username="ann" password="a\\"b"'),
        ("ann", "a\\b", 'username="ann" password="a\\\\b"'),
        ("ann", '\\"; x', 'username="ann" password="\\\\\\"; x"'),
        ('a"nn', "secret", 'username="a\\"nn" password="secret"'),
    ],
)
def test_password_is_quoted(write, protocol, username, password, login):
    connection = KafkaConnection(
        bootstrap_servers=SERVERS,
        security_protocol=protocol,
        username=username,
        password_file=write("password", password),
    )
    module = "org.apache.kafka.common.security.scram.ScramLoginModule"
    assert client_options(connection) == {
        "bootstrap.servers": SERVERS,
        "security.protocol": protocol.value,
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.jaas.config": f"{module} required {login};",
    }


def test_missing_password_file_is_named(tmp_path):
    connection = KafkaConnection(
        bootstrap_servers=SERVERS,
        security_protocol=SecurityProtocol.SASL_SSL,
        password_file=str(tmp_path / "none"),
    )
    with pytest.raises(InvalidInput) as raised:
        client_options(connection)
    assert raised.value.message == f"cannot read {tmp_path}/none: No such file or directory"
