"""How a job reaches its Kafka: the address, and which secrets it takes."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field, ValidationError

from tune_contract.errors import InvalidInput, NotFound, TemporaryError
from tune_contract.model import LenientModel
from tune_contract.runtime.connection import SecurityProtocol
from tune_contract.tunejob.kafka import KafkaSpec
from tune_contract.tunejob.problems import problems_of

_SOON = 5.0  # seconds: a Kafka that starts takes a minute


class UserKind(StrEnum):
    """How a client says who it is."""

    NONE = "none"
    SCRAM = "scram-sha-512"
    TLS = "tls"


@dataclass(frozen=True)
class KafkaAccess:
    """A Kafka, with the names of the secrets that its clients mount."""

    bootstrap_servers: str
    security_protocol: SecurityProtocol = SecurityProtocol.PLAINTEXT
    ca_secret: str = ""
    """Holds `ca_key`; the system's authorities when empty."""
    ca_key: str = "ca.crt"
    user_kind: UserKind = UserKind.NONE
    user_secret: str = ""
    """Holds `password`, or `user.crt` and `user.key`."""
    username: str = ""
    """Of a SCRAM user."""
    cluster: str = ""
    """The Strimzi Kafka; empty when Strimzi does not run it."""
    acls: bool = False
    """Whether Kafka lets a user do only what its KafkaUser says."""


class _Authentication(LenientModel):
    type: str


class _Certificate(LenientModel):
    secret_name: str = ""


class _ListenerConfiguration(LenientModel):
    broker_cert_chain_and_key: _Certificate | None = None


class _Listener(LenientModel):
    name: str
    type: str
    tls: bool = False
    authentication: _Authentication | None = None
    configuration: _ListenerConfiguration = _ListenerConfiguration()

    def user_kind(self) -> UserKind | None:
        """How clients say who they are; None in a way that the product does not know."""
        if self.authentication is None:
            return UserKind.NONE
        known = {kind.value: kind for kind in (UserKind.SCRAM, UserKind.TLS)}
        return known.get(self.authentication.type)

    def usable(self) -> bool:
        """Whether a pod of the namespace can use it, by what Strimzi's secrets hold."""
        inside = self.type in {"internal", "cluster-ip"}
        own_certificate = self.configuration.broker_cert_chain_and_key is not None
        return inside and not own_certificate and self.user_kind() is not None


class _KafkaPart(LenientModel):
    listeners: list[_Listener]
    authorization: _Authentication | None = None


class _Spec(LenientModel):
    kafka: _KafkaPart


class _ListenerStatus(LenientModel):
    name: str
    bootstrap_servers: str = ""


class _Status(LenientModel):
    listeners: list[_ListenerStatus] = Field(default_factory=list)


class _Metadata(LenientModel):
    name: str


class _Kafka(LenientModel):
    """What is read of a `kafka.strimzi.io/v1` Kafka."""

    metadata: _Metadata
    spec: _Spec
    status: _Status = _Status()


# The best first: who it is and encrypted, encrypted, who it is, neither.
_PREFERRED = (
    (True, UserKind.SCRAM),
    (True, UserKind.TLS),
    (True, UserKind.NONE),
    (False, UserKind.SCRAM),
    (False, UserKind.NONE),
)
_PROTOCOLS = {
    (True, UserKind.SCRAM): SecurityProtocol.SASL_SSL,
    (True, UserKind.TLS): SecurityProtocol.SSL,
    (True, UserKind.NONE): SecurityProtocol.SSL,
    (False, UserKind.SCRAM): SecurityProtocol.SASL_PLAINTEXT,
    (False, UserKind.NONE): SecurityProtocol.PLAINTEXT,
}


def strimzi_access(kafka: Mapping[str, object], user_name: str) -> KafkaAccess:
    """How to reach a Kafka that Strimzi runs, by its best listener.

    Args:
        kafka: the `Kafka` object.
        user_name: the job's KafkaUser, which names its secret too.

    Raises:
        NotFound: it has no listener that a job can use.
        TemporaryError: Strimzi has not said the listener's address yet.
        InvalidInput: it is no Kafka that can be read.
    """
    found = _read(kafka)
    name, listener = found.metadata.name, _best(found)
    addresses = {each.name: each.bootstrap_servers for each in found.status.listeners}
    if not addresses.get(listener.name):
        raise TemporaryError(
            f"the Kafka {name} is not ready: its listener {listener.name} has no address yet",
            f"it is tried again; `kubectl describe kafka {name}` says what Strimzi waits for",
            retry_after=_SOON,
        )
    kind = listener.user_kind() or UserKind.NONE
    authorization = found.spec.kafka.authorization
    return KafkaAccess(
        bootstrap_servers=addresses[listener.name],
        security_protocol=_PROTOCOLS[listener.tls, kind],
        ca_secret=f"{name}-cluster-ca-cert" if listener.tls else "",
        user_kind=kind,
        user_secret=user_name if kind is not UserKind.NONE else "",
        username=user_name if kind is UserKind.SCRAM else "",
        cluster=name,
        acls=authorization is not None and authorization.type == "simple",
    )


def external_access(
    spec: KafkaSpec, user_secret: Mapping[str, object] | None = None
) -> KafkaAccess:
    """How to reach a Kafka that Strimzi does not run.

    Args:
        spec: with `bootstrapServers`.
        user_secret: the Secret that `userSecret` names; None when there is none of that name.

    Raises:
        InvalidInput: the spec names no Kafka, or the secret does not hold what it must.
        NotFound: there is no such secret.
    """
    if spec.bootstrap_servers is None:
        raise InvalidInput(
            "spec.kafka names no Kafka",
            "give cluster or bootstrapServers: only `tune run` has its own",
        )
    kind, username = _user(spec, user_secret)
    tls = spec.tls is not None
    if kind is UserKind.TLS and not tls:
        raise InvalidInput(
            "spec.kafka.userSecret holds a certificate, which needs TLS", "give kafka.tls.caSecret"
        )
    return KafkaAccess(
        bootstrap_servers=spec.bootstrap_servers,
        security_protocol=_PROTOCOLS[tls, kind],
        ca_secret=spec.tls.ca_secret.name if spec.tls is not None else "",
        user_kind=kind,
        user_secret=spec.user_secret.name if spec.user_secret is not None else "",
        username=username,
    )


def _read(kafka: Mapping[str, object]) -> _Kafka:
    try:
        return _Kafka.model_validate(kafka)
    except ValidationError as error:
        problems = "; ".join(map(str, problems_of(error, _Kafka)))
        raise InvalidInput(f"the Kafka cannot be read: {problems}", "apply it anew") from None


def _best(kafka: _Kafka) -> _Listener:
    listeners = {
        (each.tls, each.user_kind()): each for each in kafka.spec.kafka.listeners if each.usable()
    }
    for wanted in _PREFERRED:
        if wanted in listeners:
            return listeners[wanted]
    raise NotFound(
        f"the Kafka {kafka.metadata.name} has no listener that a job can use",
        "add one of type internal with tls: true and authentication scram-sha-512, without a "
        "certificate of its own",
    )


def _user(spec: KafkaSpec, secret: Mapping[str, object] | None) -> tuple[UserKind, str]:
    """How the clients say who they are, and a SCRAM user's name."""
    if spec.user_secret is None:
        return UserKind.NONE, ""
    name = spec.user_secret.name
    if secret is None:
        raise NotFound(f"there is no secret {name}", "create it, or mend spec.kafka.userSecret")
    data = secret.get("data")
    held = data if isinstance(data, Mapping) else {}
    if {"username", "password"} <= held.keys():
        return UserKind.SCRAM, _decoded(name, str(held["username"]))
    if {"user.crt", "user.key"} <= held.keys():
        return UserKind.TLS, ""
    raise InvalidInput(
        f"the secret {name} is no Kafka user's",
        "it must hold username and password, or user.crt and user.key",
    )


def _decoded(name: str, text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode().strip()
    except (binascii.Error, UnicodeDecodeError):
        raise InvalidInput(
            f"the username in the secret {name} is no text", "write it anew"
        ) from None
