"""What a driver with executors may ask of Kubernetes: pods of its own namespace, nothing else."""

from tune_operator.kubernetes.manifests.metadata import metadata
from tune_operator.kubernetes.manifests.names import Component, driver_group
from tune_operator.kubernetes.manifests.plan import Manifest, Plan

_RBAC = "rbac.authorization.k8s.io"
POD_VERBS = ("get", "list", "watch", "create", "delete", "deletecollection", "patch")
"""All that Spark asks for: `spark_conf` turns off what it would make beside pods."""


def driver_service_account(plan: Plan) -> Manifest:
    """The account of the driver; only its pod gets a token."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": metadata(plan, driver_group(plan.name), Component.DRIVER),
        "automountServiceAccountToken": False,
    }


def driver_role(plan: Plan) -> Manifest:
    """The driver's rights."""
    return {
        "apiVersion": f"{_RBAC}/v1",
        "kind": "Role",
        "metadata": metadata(plan, driver_group(plan.name), Component.DRIVER),
        "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": list(POD_VERBS)}],
    }


def driver_role_binding(plan: Plan) -> Manifest:
    """Gives the driver its rights."""
    name = driver_group(plan.name)
    account = {"kind": "ServiceAccount", "name": name, "namespace": plan.namespace}
    return {
        "apiVersion": f"{_RBAC}/v1",
        "kind": "RoleBinding",
        "metadata": metadata(plan, name, Component.DRIVER),
        "roleRef": {"apiGroup": _RBAC, "kind": "Role", "name": name},
        "subjects": [account],
    }
