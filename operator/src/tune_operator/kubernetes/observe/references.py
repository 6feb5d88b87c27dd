"""Observes whether the secrets that a spec names are there, with the keys they must have."""

from collections.abc import Iterator
from dataclasses import dataclass

from tune_contract.runtime.object_store import CREDENTIALS
from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.sinks import SinkKind
from tune_contract.tunejob.spec import TuneJobSpec
from tune_operator.kubernetes.cluster.api import Api
from tune_operator.kubernetes.cluster.kinds import SECRET
from tune_operator.kubernetes.manifests.volumes import URI_KEY, sink_secret

_USER_KEYS = (frozenset({"username", "password"}), frozenset({"user.crt", "user.key"}))
_SINK_KEYS = {SinkKind.DELTA: frozenset(key.value for key in CREDENTIALS)}


@dataclass(frozen=True)
class Reference:
    """A secret that the spec names."""

    path: str
    name: str
    keys: tuple[frozenset[str], ...]
    """It must hold one of these sets of keys."""


def references(spec: TuneJobSpec) -> Iterator[Reference]:
    """The secrets that a spec names."""
    if spec.kafka.tls is not None:
        name = spec.kafka.tls.ca_secret.name
        yield Reference("kafka.tls.caSecret", name, (frozenset({"ca.crt"}),))
    if spec.kafka.user_secret is not None:
        yield Reference("kafka.userSecret", spec.kafka.user_secret.name, _USER_KEYS)
    for number, sink in enumerate(spec.sinks):
        secret = sink_secret(sink)
        if secret:
            path = f"sinks[{number}].{sink.kind().value}.secretRef"
            yield Reference(path, secret, (_SINK_KEYS.get(sink.kind(), frozenset({URI_KEY})),))


@dataclass(frozen=True)
class ReferenceView:
    """Looks at what a spec names."""

    api: Api

    def missing(self, job: TuneJob) -> tuple[str, ...]:
        """A sentence for each secret that is not there or lacks a key."""
        found = (self._missing(job.metadata.namespace, each) for each in references(job.spec))
        return tuple(sentence for sentence in found if sentence)

    def _missing(self, namespace: str, reference: Reference) -> str:
        wanted = " or ".join(" and ".join(sorted(keys)) for keys in reference.keys)
        secret = self.api.get(SECRET, namespace, reference.name)
        if secret is None:
            return (
                f"The secret {reference.name} (spec.{reference.path}) is missing in the namespace "
                f"{namespace}: create it with {wanted}."
            )
        held = set(secret.get("data") or {})
        if any(keys <= held for keys in reference.keys):
            return ""
        return f"The secret {reference.name} (spec.{reference.path}) has no {wanted}: add it."
