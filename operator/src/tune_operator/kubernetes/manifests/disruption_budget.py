"""Keeps a drained node from taking more than one executor at a time."""

from tune_operator.kubernetes.manifests import names
from tune_operator.kubernetes.manifests.labels import selector
from tune_operator.kubernetes.manifests.metadata import metadata
from tune_operator.kubernetes.manifests.names import Component
from tune_operator.kubernetes.manifests.plan import Manifest, Plan


def disruption_budget(plan: Plan) -> Manifest | None:
    """The budget; None below two executors.

    The driver has none: an eviction drains it, and the next attempt goes on.
    """
    executors = plan.spec.executor.instances
    if executors < 2:  # noqa: PLR2004 - one of one could never be evicted
        return None
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata(plan, names.disruption_budget(plan.name), Component.EXECUTOR),
        "spec": {
            "minAvailable": executors - 1,
            "selector": {"matchLabels": selector(plan.name, Component.EXECUTOR)},
        },
    }
