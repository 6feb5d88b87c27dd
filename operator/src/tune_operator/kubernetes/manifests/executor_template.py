"""The pod template that the driver makes its executors from."""

from typing import NamedTuple

from tune_contract.errors import InvalidInput
from tune_contract.tunejob import TuneJobSpec
from tune_contract.tunejob.compute import PodTemplate
from tune_operator.kubernetes.manifests import names
from tune_operator.kubernetes.manifests.checkpoint import on_claim
from tune_operator.kubernetes.manifests.labels import ATTEMPT_LABEL, EVICTABLE, labels, selector
from tune_operator.kubernetes.manifests.names import Component
from tune_operator.kubernetes.manifests.plan import DriverPlan, Manifest
from tune_operator.kubernetes.manifests.pod_security import CONTAINER_SECURITY, pod_basics
from tune_operator.kubernetes.manifests.template import with_template
from tune_operator.kubernetes.manifests.template_rules import Place
from tune_operator.kubernetes.manifests.user_template import own_container
from tune_operator.kubernetes.manifests.volumes import (
    Volume,
    ca_volumes,
    claim_volume,
    empty_folder,
)

EXECUTOR_PATH = f"{names.CONFIG_FOLDER}/{names.EXECUTOR_FILE}"
EXECUTOR_PLACE = Place("spec.executor.template", names.EXECUTOR_CONTAINER)


class Cpu(NamedTuple):
    """What a template says of an executor's CPU; empty where it says nothing."""

    request: str
    limit: str


def executor_template(plan: DriverPlan) -> Manifest:
    """The template. Name, image, memory, CPU, addresses and owner are Spark's to fill in.

    Raises:
        InvalidInput: the user's template says what it must not.
    """
    base: Manifest = {
        "metadata": {
            "labels": labels(plan.name, Component.EXECUTOR, plan.attempt),
            "annotations": EVICTABLE,
        },
        "spec": _pod_spec(plan),
    }
    _check_memory(plan.spec.executor.template)
    template = with_template(base, plan.spec.executor.template, EXECUTOR_PLACE)
    return {"apiVersion": "v1", "kind": "Pod", **template}


def executor_cpu(spec: TuneJobSpec) -> Cpu:
    """The CPU that the user's template asks for: Spark takes it from its settings only.

    Raises:
        InvalidInput: the user's template is no pod template.
    """
    resources = own_container(spec.executor.template, EXECUTOR_PLACE).resources
    return Cpu(str(resources.requests.get("cpu", "")), str(resources.limits.get("cpu", "")))


def _check_memory(template: PodTemplate) -> None:
    resources = own_container(template, EXECUTOR_PLACE).resources
    if "memory" in resources.requests or "memory" in resources.limits:
        raise InvalidInput(
            f"{EXECUTOR_PLACE.path} cannot set the memory", "set spec.executor.memory"
        )


def _pod_spec(plan: DriverPlan) -> Manifest:
    volumes = _volumes(plan)
    container: Manifest = {
        "name": names.EXECUTOR_CONTAINER,
        "securityContext": CONTAINER_SECURITY,
        "volumeMounts": [volume.mount() for volume in volumes],
    }
    return {
        **pod_basics(),
        **(_beside_driver(plan) if on_claim(plan) else {}),
        "containers": [container],
        "volumes": [volume.entry() for volume in volumes],
    }


def _volumes(plan: DriverPlan) -> list[Volume]:
    """Executors keep the stream's state: they write to the checkpoint too."""
    return [
        empty_folder("tmp", "/tmp"),  # noqa: S108 - the pod's own
        # By this name Spark knows it for its scratch space, and makes none itself.
        empty_folder("spark-local-dir-1", names.SCRATCH_FOLDER),
        *([claim_volume(names.checkpoint_claim(plan.name))] if on_claim(plan) else []),
        *ca_volumes(plan.kafka),
    ]


def _beside_driver(plan: DriverPlan) -> Manifest:
    """On the driver's node: the claim can be mounted on one only."""
    driver = {**selector(plan.name, Component.DRIVER), ATTEMPT_LABEL: str(plan.attempt)}
    term: Manifest = {
        "labelSelector": {"matchLabels": driver},
        "topologyKey": "kubernetes.io/hostname",
    }
    return {"affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}}
