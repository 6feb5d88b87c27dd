"""The ports of a job's pods, and how the kubelet asks at one of them."""

from tune_operator.kubernetes.manifests.names import BLOCK_PORT, DRIVER_PORT, HTTP_PORT
from tune_operator.kubernetes.manifests.plan import Manifest

_ALIVE: Manifest = {"httpGet": {"path": "/livez", "port": HTTP_PORT}, "timeoutSeconds": 5}


def driver_ports(*, executors: bool) -> dict[str, int]:
    """Name -> port: with executors also where they call."""
    http = {"http": HTTP_PORT}
    return {**http, "driver": DRIVER_PORT, "blocks": BLOCK_PORT} if executors else http


def container_ports(ports: dict[str, int]) -> list[Manifest]:
    """The ports as a container has them."""
    return [{"name": name, "containerPort": port} for name, port in ports.items()]


def probes() -> Manifest:
    """Readiness soon; liveness patiently: a process that is only busy must not be ended for it."""
    return {
        "readinessProbe": {**_ALIVE, "periodSeconds": 5},
        "livenessProbe": {**_ALIVE, "initialDelaySeconds": 60, "failureThreshold": 12},
    }
