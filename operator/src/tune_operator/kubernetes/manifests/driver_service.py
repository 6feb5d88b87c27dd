"""The headless service by which executors find their driver."""

from tune_operator.kubernetes.manifests.labels import selector
from tune_operator.kubernetes.manifests.metadata import metadata
from tune_operator.kubernetes.manifests.names import Component, driver_group
from tune_operator.kubernetes.manifests.plan import Manifest, Plan
from tune_operator.kubernetes.manifests.ports import driver_ports


def driver_service(plan: Plan) -> Manifest:
    """The service. One for all attempts: there is one driver at a time."""
    ports = driver_ports(executors=True)
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(plan, driver_group(plan.name), Component.DRIVER),
        "spec": {
            "clusterIP": "None",
            "publishNotReadyAddresses": True,  # executors call before the driver is ready
            "selector": selector(plan.name, Component.DRIVER),
            "ports": [{"name": name, "port": port} for name, port in ports.items()],
        },
    }
