"""Tells which part of a job a changed spec touches, by hashes of the parts."""

import hashlib
import json
from enum import StrEnum

from pydantic.main import IncEx

from tune_contract.model import Model
from tune_contract.tunejob.compute import TriggerSpec
from tune_contract.tunejob.spec import TuneJobSpec
from tune_contract.tunejob.status import AppliedStatus


class FieldClass(StrEnum):
    """What a change of a field asks for. A change of no class is applied without any stop."""

    PRODUCER = "Producer"
    STREAM = "Stream"
    REFUSED = "Refused"

    @property
    def sentence(self) -> str:
        """What is done about such a change."""
        return _SENTENCES[self]


_SENTENCES = {
    FieldClass.PRODUCER: "The producer's part of the spec changed: only the producer restarts.",
    FieldClass.STREAM: "The stream's part of the spec changed: the driver drains, and the next one "
    "goes on from the same checkpoint (from an empty one if checkpoint.resetNonce changed, or "
    "upgrade.mode is stateless).",
    FieldClass.REFUSED: "checkpoint.location or a topic's name changed, and the checkpoint belongs "
    "to the old ones. Take the change back, or change checkpoint.resetNonce as well to start over "
    "from an empty checkpoint. Until then nothing of the new spec is applied.",
}

# What a driver does not see, or what has a fingerprint of its own. All else belongs to the stream,
# so that a new field is never forgotten.
_NOT_STREAM = {
    "suspend",
    "restart_nonce",
    "producer",
    "trigger",
    "checkpoint",
    "restart_policy",
    "health",
    "upgrade",
    "ttl_seconds_after_finished",
    "kafka",
}
_OF_THE_TOPIC = {"topics": {"__all__": {"partitions", "replicas", "retention", "on_delete"}}}


def applied_by(spec: TuneJobSpec) -> AppliedStatus:
    """The fingerprints of what a spec asks for."""
    kafka = _dump(spec.kafka, _OF_THE_TOPIC)
    topics = {name: topic.name for name, topic in spec.kafka.topics.items()}
    return AppliedStatus(
        stream=_hash({**_stream(spec), "kafka": kafka}),
        producer=_hash({**_dump(spec.producer), "kafka": kafka}) if spec.producer else "",
        identity=_hash({"location": spec.checkpoint.location, "topics": topics}),
        restart_nonce=spec.restart_nonce,
        reset_nonce=spec.checkpoint.reset_nonce,
    )


def version(applied: AppliedStatus) -> tuple[str, str, int]:
    """What makes a version: another one has to become ready before it counts as good."""
    return applied.stream, applied.identity, applied.reset_nonce


def request(applied: AppliedStatus) -> tuple[str, str, int, int]:
    """What the user asks of the stream: a version, and to start it once more."""
    return *version(applied), applied.restart_nonce


def changes(applied: AppliedStatus, wanted: AppliedStatus) -> frozenset[FieldClass]:
    """What differs between what runs and what is asked for; a refused change hides all others."""
    if not applied.stream:
        return frozenset()
    if applied.identity != wanted.identity and applied.reset_nonce == wanted.reset_nonce:
        return frozenset({FieldClass.REFUSED})
    found = set()
    if applied.producer != wanted.producer:
        found.add(FieldClass.PRODUCER)
    if request(applied) != request(wanted):
        found.add(FieldClass.STREAM)
    return frozenset(found)


def _stream(spec: TuneJobSpec) -> dict[str, object]:
    return {**_dump(spec, _NOT_STREAM), "trigger": _dump(_trigger(spec))}


def _trigger(spec: TuneJobSpec) -> TriggerSpec:
    if spec.trigger.once():
        return TriggerSpec(available_now=True)  # a driver does not see when it is started
    return TriggerSpec(interval=spec.interval())


def _dump(part: Model, without: IncEx | None = None) -> dict[str, object]:
    # Without defaults: a field that a later version adds does not restart the jobs of today.
    return part.model_dump(mode="json", exclude_defaults=True, exclude=without)


def _hash(part: dict[str, object]) -> str:
    text = json.dumps(part, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]  # 64 bits: compared one to one only
