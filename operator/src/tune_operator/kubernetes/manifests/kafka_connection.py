"""The Kafka connection as the processes read it: every secret by the file it is mounted as."""

from tune_contract.runtime.connection import KafkaConnection
from tune_operator.kubernetes.kafka_access import KafkaAccess, UserKind
from tune_operator.kubernetes.manifests.names import KAFKA_CA_FOLDER, KAFKA_USER_FOLDER


def kafka_connection(kafka: KafkaAccess) -> KafkaConnection:
    """For a pod with the volumes of `kafka_volumes`."""
    tls, scram = kafka.user_kind is UserKind.TLS, kafka.user_kind is UserKind.SCRAM
    return KafkaConnection(
        bootstrap_servers=kafka.bootstrap_servers,
        security_protocol=kafka.security_protocol,
        ca_file=f"{KAFKA_CA_FOLDER}/{kafka.ca_key}" if kafka.ca_secret else "",
        certificate_file=f"{KAFKA_USER_FOLDER}/user.crt" if tls else "",
        key_file=f"{KAFKA_USER_FOLDER}/user.key" if tls else "",
        username=kafka.username,
        password_file=f"{KAFKA_USER_FOLDER}/password" if scram else "",
    )
