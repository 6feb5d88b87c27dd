"""The labels of every object of a job: how it is found, and who made it. And one annotation."""

from tune_operator.kubernetes.manifests.names import GROUP, Component

JOB_LABEL = f"{GROUP}/job"
ATTEMPT_LABEL = f"{GROUP}/attempt"
COMPONENT_LABEL = "app.kubernetes.io/component"
PART_OF_LABEL = "app.kubernetes.io/part-of"
PRODUCT = "tunejob"
EVICTABLE = {"cluster-autoscaler.kubernetes.io/safe-to-evict": "true"}
"""A pod without a ReplicaSet would keep its node for ever; ours may be moved."""


def labels(job: str, component: Component, attempt: int | None = None) -> dict[str, str]:
    """The labels of an object; of one attempt's with its number."""
    found = {
        "app.kubernetes.io/name": PRODUCT,
        "app.kubernetes.io/instance": job,
        COMPONENT_LABEL: component.value,
        "app.kubernetes.io/managed-by": "tune-operator",
        PART_OF_LABEL: PRODUCT,
        JOB_LABEL: job,
    }
    return found if attempt is None else found | {ATTEMPT_LABEL: str(attempt)}


def selector(job: str, component: Component) -> dict[str, str]:
    """What finds the pods of a part of a job, of every attempt."""
    return {JOB_LABEL: job, COMPONENT_LABEL: component.value}
