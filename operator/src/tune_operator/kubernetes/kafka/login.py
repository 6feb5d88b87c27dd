"""How the operator logs in to a job's Kafka: as the job's own user, with no more rights."""

import base64
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tune_contract.errors import Unreachable
from tune_contract.runtime.connection import SecurityProtocol
from tune_operator.kubernetes.cluster.api import Api
from tune_operator.kubernetes.cluster.kinds import SECRET
from tune_operator.kubernetes.kafka_access import KafkaAccess

_ENCRYPTED = {SecurityProtocol.SSL, SecurityProtocol.SASL_SSL}
_PATIENCE = 5.0  # seconds


@dataclass(frozen=True)
class Login:
    """An address and, as far as it asks for them, secrets."""

    bootstrap_servers: str
    protocol: SecurityProtocol = SecurityProtocol.PLAINTEXT
    ca: str = ""
    """PEM; the system's authorities when empty."""
    username: str = ""
    password: str = ""
    certificate: str = ""
    key: str = ""

    def options(self) -> dict[str, object]:
        """The options of kafka-python's clients."""
        found: dict[str, object] = {
            "bootstrap_servers": self.bootstrap_servers.split(","),
            "security_protocol": self.protocol.value,
        }
        if self.protocol in _ENCRYPTED:
            found["ssl_context"] = self._tls()
        if self.protocol.by_password():
            found |= {
                "sasl_mechanism": "SCRAM-SHA-512",
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.password,
            }
        return found

    def distrust(self) -> str:
        """Why the first server's certificate is not trusted; empty when it is, or has none.

        Asked with a handshake of our own: the client says only that it could not connect.
        """
        if self.protocol not in _ENCRYPTED:
            return ""
        host, _, port = self.bootstrap_servers.split(",")[0].rpartition(":")
        try:
            with (
                socket.create_connection((host.strip("[]"), int(port)), _PATIENCE) as connection,
                self._tls().wrap_socket(connection, server_hostname=host.strip("[]")),
            ):
                return ""
        except ssl.SSLCertVerificationError as error:
            return error.verify_message
        except (OSError, ValueError):
            return ""

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cadata=self.ca or None)
        if self.certificate:
            with TemporaryDirectory() as folder:  # Python reads certificates from files only
                chain, key = Path(folder, "user.crt"), Path(folder, "user.key")
                chain.write_text(self.certificate, encoding="utf-8")
                key.write_text(self.key, encoding="utf-8")
                context.load_cert_chain(chain, key)
        return context


def read_login(api: Api, namespace: str, access: KafkaAccess) -> Login:
    """Read the secrets anew: they rotate.

    Raises:
        Unreachable: a secret is not there yet.
    """
    ca = _secret(api, namespace, access.ca_secret) if access.ca_secret else {}
    user = _secret(api, namespace, access.user_secret) if access.user_secret else {}
    return Login(
        bootstrap_servers=access.bootstrap_servers,
        protocol=access.security_protocol,
        ca=ca.get(access.ca_key, ""),
        username=access.username,
        password=user.get("password", ""),
        certificate=user.get("user.crt", ""),
        key=user.get("user.key", ""),
    )


def _secret(api: Api, namespace: str, name: str) -> dict[str, str]:
    found = api.get(SECRET, namespace, name)
    if found is None:
        raise Unreachable(f"the secret {name} is not there yet")
    return {
        key: base64.b64decode(value).decode(errors="replace")
        for key, value in (found.get("data") or {}).items()
    }
