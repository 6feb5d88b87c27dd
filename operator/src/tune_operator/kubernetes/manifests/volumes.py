"""The volumes of a job's pods. Secrets are files in them: they rotate, and no log shows them."""

from dataclasses import dataclass

from tune_contract.runtime.database import CA_FILE
from tune_contract.tunejob import TuneJobSpec
from tune_contract.tunejob.sinks import SinkSpec
from tune_operator.kubernetes.kafka_access import KafkaAccess, UserKind
from tune_operator.kubernetes.manifests import names
from tune_operator.kubernetes.manifests.plan import Manifest

URI_KEY = "uri"
_GROUP_READS = 0o440  # by the pod's fsGroup
_USER_KEYS = {
    UserKind.NONE: (),
    UserKind.SCRAM: ("password",),
    UserKind.TLS: ("user.crt", "user.key"),
}


@dataclass(frozen=True)
class Volume:
    """A volume, and where a container has it."""

    name: str
    folder: str
    source: Manifest
    read_only: bool = True

    def entry(self) -> Manifest:
        """The pod's part."""
        return {"name": self.name, **self.source}

    def mount(self) -> Manifest:
        """The container's part."""
        mount: Manifest = {"name": self.name, "mountPath": self.folder}
        return {**mount, "readOnly": True} if self.read_only else mount


def empty_folder(name: str, folder: str) -> Volume:
    """A folder to write to, that goes with the pod."""
    return Volume(name, folder, {"emptyDir": {}}, read_only=False)


def config_volume(config_map: str) -> Volume:
    """The documents that the program starts from."""
    return Volume("config", names.CONFIG_FOLDER, {"configMap": {"name": config_map}})


def claim_volume(claim: str) -> Volume:
    """The checkpoints."""
    source: Manifest = {"persistentVolumeClaim": {"claimName": claim}}
    return Volume("checkpoint", names.CHECKPOINT_FOLDER, source, read_only=False)


def kafka_volumes(kafka: KafkaAccess) -> list[Volume]:
    """What a client of Kafka needs: whom to trust, and who it is."""
    keys = _USER_KEYS[kafka.user_kind]
    user = _secret("kafka-user", names.KAFKA_USER_FOLDER, kafka.user_secret, *keys)
    return [*ca_volumes(kafka), *([user] if keys else [])]


def ca_volumes(kafka: KafkaAccess) -> list[Volume]:
    """The authority that signs the brokers' certificates."""
    if not kafka.ca_secret:
        return []
    return [_secret("kafka-ca", names.KAFKA_CA_FOLDER, kafka.ca_secret, kafka.ca_key)]


def sink_volumes(spec: TuneJobSpec) -> list[Volume]:
    """The secrets of the sinks that have one, each in a folder of its number."""
    return [
        _sink_volume(sink, secret, f"sink-{number}", sink_folder(number))
        for number, sink in enumerate(spec.sinks)
        if (secret := sink_secret(sink))
    ]


def sink_folder(number: int) -> str:
    """Where the secret of a sink is."""
    return f"{names.SINKS_FOLDER}/{number}"


def sink_secret(sink: SinkSpec) -> str:
    """The secret by which a sink is reached; empty when it has none."""
    target = sink.postgres or sink.redis or sink.delta
    reference = target.secret_ref if target is not None else None
    return reference.name if reference is not None else ""


def _sink_volume(sink: SinkSpec, secret: str, name: str, folder: str) -> Volume:
    if sink.postgres is None:
        # An object store's whole: an item that is not there would keep the pod from starting.
        return _secret(name, folder, secret, *([] if sink.delta else [URI_KEY]))
    sources = [
        {"secret": {"name": secret, "items": [{"key": URI_KEY, "path": URI_KEY}]}},
        # With it the driver verifies the server; not every secret has one.
        {
            "secret": {
                "name": secret,
                "items": [{"key": CA_FILE, "path": CA_FILE}],
                "optional": True,
            }
        },
    ]
    return Volume(name, folder, {"projected": {"defaultMode": _GROUP_READS, "sources": sources}})


def _secret(name: str, folder: str, secret: str, *keys: str) -> Volume:
    """A secret as files: these keys, or all when none is named."""
    source: Manifest = {"secretName": secret, "defaultMode": _GROUP_READS}
    if keys:
        source["items"] = [{"key": key, "path": key} for key in keys]
    return Volume(name, folder, {"secret": source})
