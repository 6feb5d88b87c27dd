"""What a user's pod template must not say, each with its reason.

A template may add containers, volumes, environment, node selectors, tolerations and affinities. It
may not take away what the product promises of its pods: their program, rights and security.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NoReturn

from tune_contract.errors import InvalidInput
from tune_contract.tunejob.compute import PodTemplate
from tune_operator.kubernetes.manifests.names import GROUP
from tune_operator.kubernetes.manifests.plan import Manifest
from tune_operator.kubernetes.manifests.template_security import (
    loosened_extra,
    loosened_own,
    loosened_pod,
)


@dataclass(frozen=True)
class Place:
    """Where a template stands in the TuneJob, and what is the product's own in it."""

    path: str
    """As in `spec.driver.template`."""
    container: str
    """The product's own container."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """More fields of that container that cannot be set, with their reasons."""


LIST_KEYS = {
    "containers": "name",
    "initContainers": "name",
    "env": "name",
    "imagePullSecrets": "name",
    "ports": "containerPort",
    "volumeMounts": "mountPath",
    "volumes": "name",
}
"""Lists of a pod whose entries are known by a key."""
REPLACEABLE_VOLUMES = frozenset({"tmp", "scratch", "spark-local-dir-1"})
"""Folders that go with the pod: the user may put them on another disk."""

_OWN_SERVICE = "the product decides what its pods may ask of Kubernetes"
_OWN_NODE = "a pod keeps out of its node's affairs"
_OWN_NAME = "the product names its pods"
_POD_REFUSED = {
    "serviceAccountName": _OWN_SERVICE,
    "serviceAccount": _OWN_SERVICE,
    "automountServiceAccountToken": _OWN_SERVICE,
    "hostNetwork": _OWN_NODE,
    "hostPID": _OWN_NODE,
    "hostIPC": _OWN_NODE,
    "hostUsers": _OWN_NODE,
    "shareProcessNamespace": "other containers would see the product's secrets",
    "hostname": _OWN_NAME,
    "subdomain": _OWN_NAME,
    "setHostnameAsFQDN": _OWN_NAME,
    "enableServiceLinks": "other services' addresses would become environment variables",
    "ephemeralContainers": "they are for `kubectl debug`",
    "restartPolicy": "the operator starts drivers again; see spec.restartPolicy",
    "terminationGracePeriodSeconds": "it follows from spec.upgrade.drainTimeout",
    "activeDeadlineSeconds": "it would end a stream that is well",
}
_CONTAINER_REFUSED = {
    "command": "the image's own program runs; see spec.image",
    "args": "the image's own program runs; see spec.image",
    "image": "spec.image sets it",
    "imagePullPolicy": "the operator sets it for all jobs",
    "workingDir": "the image sets it",
    "stdin": "nobody is there to write to it",
    "tty": "nobody is there to look at it",
    "terminationMessagePath": "the operator reads there why it ended",
    "terminationMessagePolicy": "the operator reads there why it ended",
}
_OWN_FOLDERS = ("/etc/tunejob", "/opt/tunejob", "/var/lib/tunejob", "/dev", "/proc", "/sys")
_OWN_TMP = "/tmp"  # noqa: S108 - below it the user may mount what he wants
_VOLUME_KINDS = frozenset(
    {
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "persistentVolumeClaim",
        "projected",
        "secret",
    }
)
"""What the restricted Pod Security Standard allows."""
_ANNOTATIONS = (f"{GROUP}/", "container.apparmor.security.beta", "seccomp.security.alpha")
_HOOKS = ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle")


def check_template(template: PodTemplate, place: Place, base: Manifest) -> None:
    """Check a user's template.

    Raises:
        InvalidInput: it says what it must not, or is no pod template.
    """
    path = place.path
    for key in template.keys() - {"metadata", "spec"}:
        _refuse(f"{path}.{key}", "a pod template has metadata and spec only")
    _check_metadata(_map(template.get("metadata"), f"{path}.metadata"), path, base)
    spec = _map(template.get("spec"), f"{path}.spec")
    _check_fields(spec, _POD_REFUSED, f"{path}.spec")
    security = _map(spec.get("securityContext"), f"{path}.spec.securityContext")
    _check_security(loosened_pod(security), f"{path}.spec.securityContext")
    _check_volumes(spec, f"{path}.spec", base)
    _entries(spec, "imagePullSecrets", f"{path}.spec")
    for kind in ("containers", "initContainers"):
        for name, container in _entries(spec, kind, f"{path}.spec"):
            where = f"{path}.spec.{kind}[{name}]"
            _check_container(container, where)
            if name == place.container and kind == "containers":
                _check_own(container, where, place)
            elif name == place.container:
                _refuse(where, "that is the name of the product's own container")
            else:
                security = _map(container.get("securityContext"), f"{where}.securityContext")
                _check_security(loosened_extra(security), f"{where}.securityContext")


def _check_metadata(metadata: Mapping[str, object], path: str, base: Manifest) -> None:
    for key in metadata.keys() - {"labels", "annotations"}:
        _refuse(f"{path}.metadata.{key}", "a template adds labels and annotations only")
    ours = _map(_map(base.get("metadata"), path).get("labels"), path)
    for key in _map(metadata.get("labels"), f"{path}.metadata.labels"):
        if key in ours or key.startswith(f"{GROUP}/"):
            _refuse(f"{path}.metadata.labels[{key}]", "the product finds its pods by it")
    for key in _map(metadata.get("annotations"), f"{path}.metadata.annotations"):
        if key.startswith(_ANNOTATIONS):
            _refuse(f"{path}.metadata.annotations[{key}]", "it is the product's to set")


def _check_volumes(spec: Mapping[str, object], path: str, base: Manifest) -> None:
    ours = {name for name, _ in _entries(_map(base.get("spec"), path), "volumes", path)}
    for name, volume in _entries(spec, "volumes", path):
        where = f"{path}.volumes[{name}]"
        if name in ours - REPLACEABLE_VOLUMES:
            _refuse(where, "that is the name of one of the product's own volumes")
        for kind in sorted(volume.keys() - _VOLUME_KINDS - {"name"}):
            _refuse(f"{where}.{kind}", f"use one of {', '.join(sorted(_VOLUME_KINDS))}")


def _check_container(container: Mapping[str, object], path: str) -> None:
    """What holds for every container."""
    _entries(container, "env", path)
    for number, port in _entries(container, "ports", path):
        refused = dict.fromkeys(("hostPort", "hostIP"), _OWN_NODE)
        _check_fields(port, refused, f"{path}.ports[{number}]")
    for hook in _HOOKS:
        if _has_key(container.get(hook), "host"):
            _refuse(f"{path}.{hook}", "it may look at this pod only: leave out `host`")


def _check_own(container: Mapping[str, object], path: str, place: Place) -> None:
    _check_fields(container, {**_CONTAINER_REFUSED, **place.refused}, path)
    security = f"{path}.securityContext"
    for key in loosened_own(_map(container.get("securityContext"), security)):
        _refuse(f"{security}.{key}", "the product's containers keep their security")
    for folder, _ in _entries(container, "volumeMounts", path):
        if _is_own(PurePosixPath(folder)):
            _refuse(f"{path}.volumeMounts[{folder}]", "the product has its own files there")


def _check_security(loosened: list[str], path: str) -> None:
    for key in loosened:
        _refuse(f"{path}.{key}", "pods run under the restricted Pod Security Standard")


def _check_fields(given: Mapping[str, object], refused: Mapping[str, str], path: str) -> None:
    for key, reason in refused.items():
        if given.get(key) is not None:
            _refuse(f"{path}.{key}", reason)


def _refuse(path: str, reason: str) -> NoReturn:
    raise InvalidInput(f"{path} cannot be set", reason)


def _is_own(folder: PurePosixPath) -> bool:
    """Whether a mount there would hide files of the product's, or of the container's system."""
    if str(folder) == _OWN_TMP or ".." in folder.parts:
        return True
    own = map(PurePosixPath, _OWN_FOLDERS)
    return any(folder.is_relative_to(each) or each.is_relative_to(folder) for each in own)


def _has_key(value: object, key: str) -> bool:
    if isinstance(value, Mapping):
        return key in value or any(_has_key(each, key) for each in value.values())
    return False


def _map(value: object, path: str) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidInput(f"{path} is no mapping", "write it as in a Kubernetes pod")
    return value


def _entries(
    part: Mapping[str, object], kind: str, path: str
) -> list[tuple[str, Mapping[str, object]]]:
    """The entries of one of the lists in LIST_KEYS, each with what it is known by."""
    given, key = part.get(kind), LIST_KEYS[kind]
    if given is None:
        return []
    if not isinstance(given, list):
        raise InvalidInput(f"{path}.{kind} is no list", "write it as in a Kubernetes pod")
    entries = [_map(each, f"{path}.{kind}") for each in given]
    for each in entries:
        if not isinstance(each.get(key), str | int):
            raise InvalidInput(f"{path}.{kind}: one has no {key}", f"give every one a {key}")
    return [(str(each[key]), each) for each in entries]
