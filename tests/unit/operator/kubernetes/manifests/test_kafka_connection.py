from tune_contract.runtime.connection import KafkaConnection, SecurityProtocol
from tune_operator.kubernetes.manifests.kafka_connection import kafka_connection
from tune_operator.kubernetes.manifests.volumes import kafka_volumes


def test_a_password(scram):
    assert kafka_connection(scram) == KafkaConnection(
        bootstrap_servers="tune-kafka-bootstrap:9093",
        security_protocol=SecurityProtocol.SASL_SSL,
        ca_file="/etc/tunejob/kafka-ca/ca.crt",
        username="genres-kafka",
        password_file="/etc/tunejob/kafka-user/password",
    )


def test_a_certificate(tls):
    found = kafka_connection(tls)
    assert found.certificate_file == "/etc/tunejob/kafka-user/user.crt"
    assert found.key_file == "/etc/tunejob/kafka-user/user.key"
    assert (found.username, found.password_file) == ("", "")


def test_plain_text(plain):
    assert kafka_connection(plain) == KafkaConnection(bootstrap_servers="kafka:9092")


def test_every_file_is_mounted(scram, tls):
    for access in (scram, tls):
        mounted = {
            f"{volume.folder}/{item['path']}"
            for volume in kafka_volumes(access)
            for item in volume.source["secret"]["items"]
        }
        found = kafka_connection(access)
        named = {found.ca_file, found.certificate_file, found.key_file, found.password_file} - {""}
        assert named == mounted
