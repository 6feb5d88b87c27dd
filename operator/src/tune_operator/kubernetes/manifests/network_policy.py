"""Who may call a job's pods. Whom they call is not limited."""

from tune_operator.kubernetes.manifests.labels import (
    COMPONENT_LABEL,
    JOB_LABEL,
    PART_OF_LABEL,
    PRODUCT,
)
from tune_operator.kubernetes.manifests.metadata import metadata
from tune_operator.kubernetes.manifests.names import (
    BLOCK_PORT,
    DRIVER_PORT,
    HTTP_PORT,
    Component,
)
from tune_operator.kubernetes.manifests.plan import Manifest, Plan


def network_policy(plan: Plan) -> Manifest:
    """One policy for all pods of the job.

    Operator and API ask drivers and producers how they are; executors have nothing at that port.
    Spark's ports are for the job's own driver and executors.
    """
    rules = [_from(_product(plan), HTTP_PORT)]
    if plan.spec.executor.instances:
        rules.append(_from(_spark(plan), DRIVER_PORT, BLOCK_PORT))
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata(plan, plan.name, Component.DRIVER),
        "spec": {
            "podSelector": {"matchLabels": {JOB_LABEL: plan.name}},
            "policyTypes": ["Ingress"],
            "ingress": rules,
        },
    }


def _from(peer: Manifest, *ports: int) -> Manifest:
    return {"from": [peer], "ports": [{"protocol": "TCP", "port": port} for port in ports]}


def _product(plan: Plan) -> Manifest:
    """The product's own pods in the operator's namespace: the operator and the API."""
    namespace = {"kubernetes.io/metadata.name": plan.settings.namespace}
    return {
        "namespaceSelector": {"matchLabels": namespace},
        "podSelector": {"matchLabels": {PART_OF_LABEL: PRODUCT}},
    }


def _spark(plan: Plan) -> Manifest:
    """The job's own driver and executors."""
    components = [Component.DRIVER.value, Component.EXECUTOR.value]
    expression = {"key": COMPONENT_LABEL, "operator": "In", "values": components}
    selector = {"matchLabels": {JOB_LABEL: plan.name}, "matchExpressions": [expression]}
    return {"podSelector": selector}
