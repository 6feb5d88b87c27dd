"""The producer's workload: a Job when it has a total, else a Deployment."""

from tune_contract.names import producer_name
from tune_operator.kubernetes.manifests import names
from tune_operator.kubernetes.manifests.labels import labels, selector
from tune_operator.kubernetes.manifests.metadata import metadata
from tune_operator.kubernetes.manifests.names import FINGERPRINT, Component
from tune_operator.kubernetes.manifests.plan import Manifest, ProducerPlan
from tune_operator.kubernetes.manifests.pod_security import CONTAINER_SECURITY, pod_basics
from tune_operator.kubernetes.manifests.ports import container_ports, probes
from tune_operator.kubernetes.manifests.producer_config import indexed, producer_of
from tune_operator.kubernetes.manifests.volumes import (
    Volume,
    config_volume,
    empty_folder,
    kafka_volumes,
)

_RESOURCES: Manifest = {
    # Idle it takes 60 MiB; at full speed its queue takes 60 MB more, and reading a lost ledger back
    # from the topic a byte for each event.
    "requests": {"cpu": "100m", "memory": "128Mi"},
    "limits": {"memory": "512Mi"},
}


def producer(plan: ProducerPlan) -> Manifest:
    """The workload, marked with the fingerprint of what it was started from.

    Raises:
        NotFound: the spec has no producer.
    """
    bounded = producer_of(plan.spec).bounded()
    described = metadata(plan, producer_name(plan.name), Component.PRODUCER)
    return {
        "apiVersion": "batch/v1" if bounded else "apps/v1",
        "kind": "Job" if bounded else "Deployment",
        "metadata": {**described, "annotations": {FINGERPRINT: plan.fingerprint}},
        "spec": _job(plan) if bounded else _deployment(plan),
    }


def _job(plan: ProducerPlan) -> Manifest:
    """The core starts it again, so Kubernetes does not."""
    spec = producer_of(plan.spec)
    replicas: Manifest = {"completions": spec.replicas, "parallelism": spec.replicas}
    return {
        **replicas,
        **({"completionMode": "Indexed"} if indexed(spec) else {}),
        "backoffLimit": 0,
        "template": _pod_template(plan, {"restartPolicy": "Never"}),
    }


def _deployment(plan: ProducerPlan) -> Manifest:
    return {
        "replicas": producer_of(plan.spec).replicas,
        # Two of one mark at once would send events twice.
        "strategy": {"type": "Recreate"},
        "selector": {"matchLabels": selector(plan.name, Component.PRODUCER)},
        "template": _pod_template(plan, {}),
    }


def _pod_template(plan: ProducerPlan, restart: Manifest) -> Manifest:
    secrets = [{"name": name} for name in plan.settings.image_pull_secrets]
    volumes = [
        config_volume(producer_name(plan.name)),
        empty_folder("tmp", "/tmp"),  # noqa: S108 - the pod's own
        empty_folder("ledger", names.LEDGER_FOLDER),
        *kafka_volumes(plan.kafka),
    ]
    return {
        "metadata": {
            "labels": labels(plan.name, Component.PRODUCER),
            "annotations": {FINGERPRINT: plan.fingerprint},
        },
        "spec": {
            **pod_basics(),
            **({"imagePullSecrets": secrets} if secrets else {}),
            **restart,
            "containers": [_container(plan, volumes)],
            "volumes": [volume.entry() for volume in volumes],
        },
    }


def _container(plan: ProducerPlan, volumes: list[Volume]) -> Manifest:
    return {
        "name": names.PRODUCER_CONTAINER,
        "image": plan.settings.producer_image,
        "imagePullPolicy": plan.settings.image_pull_policy.value,
        "args": ["--config", f"{names.CONFIG_FOLDER}/{names.PRODUCER_FILE}"],
        "ports": container_ports({"http": names.HTTP_PORT}),
        "resources": _RESOURCES,
        "securityContext": CONTAINER_SECURITY,
        **probes(),
        "terminationMessagePath": names.TERMINATION_FILE,
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "volumeMounts": [volume.mount() for volume in volumes],
    }
