"""The pod of one attempt's driver."""

import math

from tune_contract.names import driver_name
from tune_operator.kubernetes.manifests import names
from tune_operator.kubernetes.manifests.checkpoint import on_claim
from tune_operator.kubernetes.manifests.driver_resources import driver_resources
from tune_operator.kubernetes.manifests.labels import EVICTABLE
from tune_operator.kubernetes.manifests.metadata import attempt_metadata
from tune_operator.kubernetes.manifests.plan import DriverPlan, Manifest
from tune_operator.kubernetes.manifests.pod_security import CONTAINER_SECURITY, pod_basics
from tune_operator.kubernetes.manifests.ports import container_ports, driver_ports, probes
from tune_operator.kubernetes.manifests.sink_config import DRIVER_PLACE
from tune_operator.kubernetes.manifests.template import with_template
from tune_operator.kubernetes.manifests.volumes import (
    Volume,
    claim_volume,
    config_volume,
    empty_folder,
    kafka_volumes,
    sink_volumes,
)

_LAST_STEPS = 30
"""Seconds beside the drain: to stop Spark, close the sinks and say why it ended."""


def driver_pod(plan: DriverPlan) -> Manifest:
    """The pod. It is never restarted in place: each attempt is a pod of its own.

    Raises:
        InvalidInput: the user's template says what it must not, or the memory does not fit.
    """
    described = attempt_metadata(plan, driver_name(plan.name, plan.attempt))
    base: Manifest = {
        "metadata": {"labels": described["labels"], "annotations": EVICTABLE},
        "spec": _pod_spec(plan),
    }
    template = with_template(base, plan.spec.driver.template, DRIVER_PLACE)
    metadata = {**described, **_part(template, "metadata")}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}


def _pod_spec(plan: DriverPlan) -> Manifest:
    settings, executors = plan.settings, plan.spec.executor.instances > 0
    account = names.driver_group(plan.name) if executors else ""
    priority = {"priorityClassName": settings.priority_class} if settings.priority_class else {}
    secrets = [{"name": name} for name in settings.image_pull_secrets]
    volumes = _volumes(plan)
    drain = math.ceil(plan.spec.upgrade.drain_timeout.total_seconds())
    return {
        **pod_basics(service_account=account),
        **priority,
        **({"imagePullSecrets": secrets} if secrets else {}),
        "restartPolicy": "Never",
        "terminationGracePeriodSeconds": drain + _LAST_STEPS,
        "containers": [_container(plan, volumes)],
        "volumes": [volume.entry() for volume in volumes],
    }


def _container(plan: DriverPlan, volumes: list[Volume]) -> Manifest:
    executors = plan.spec.executor.instances > 0
    return {
        "name": names.DRIVER_CONTAINER,
        "image": plan.spec.image or plan.settings.jobs_image,
        "imagePullPolicy": plan.settings.image_pull_policy.value,
        "args": ["driver", "--config", f"{names.CONFIG_FOLDER}/{names.JOB_FILE}"],
        "ports": container_ports(driver_ports(executors=executors)),
        "resources": driver_resources(plan.spec.driver, executors=executors),
        "securityContext": CONTAINER_SECURITY,
        **probes(),
        "terminationMessagePath": names.TERMINATION_FILE,
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "volumeMounts": [volume.mount() for volume in volumes],
    }


def _volumes(plan: DriverPlan) -> list[Volume]:
    return [
        config_volume(driver_name(plan.name, plan.attempt)),
        empty_folder("tmp", "/tmp"),  # noqa: S108 - the pod's own
        empty_folder("scratch", names.SCRATCH_FOLDER),
        *([claim_volume(names.checkpoint_claim(plan.name))] if on_claim(plan) else []),
        *kafka_volumes(plan.kafka),
        *sink_volumes(plan.spec),
    ]


def _part(template: Manifest, key: str) -> Manifest:
    part = template[key]
    return part if isinstance(part, dict) else {}
