"""How a process reaches Kafka. Secrets are paths of mounted files, never values."""

from enum import StrEnum

from tune_contract.model import Model


class SecurityProtocol(StrEnum):
    """Kafka's names."""

    PLAINTEXT = "PLAINTEXT"
    SSL = "SSL"
    SASL_SSL = "SASL_SSL"
    SASL_PLAINTEXT = "SASL_PLAINTEXT"

    def by_password(self) -> bool:
        """Whether Kafka wants a name and a password."""
        return self in {SecurityProtocol.SASL_SSL, SecurityProtocol.SASL_PLAINTEXT}


class KafkaConnection(Model):
    """A Kafka cluster, as the clients want it."""

    bootstrap_servers: str
    security_protocol: SecurityProtocol = SecurityProtocol.PLAINTEXT
    ca_file: str = ""
    """PEM of the authority that signs the brokers' certificates."""
    certificate_file: str = ""
    """PEM of the client's certificate, for SSL."""
    key_file: str = ""
    """PEM of the client's key, for SSL."""
    username: str = ""
    password_file: str = ""
    """The SCRAM-SHA-512 password, for SASL."""
