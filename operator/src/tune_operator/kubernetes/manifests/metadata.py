"""The metadata of the objects of a job."""

from tune_operator.kubernetes.manifests.labels import labels
from tune_operator.kubernetes.manifests.names import CLUSTER_LABEL, Component
from tune_operator.kubernetes.manifests.owner import owner_references
from tune_operator.kubernetes.manifests.plan import DriverPlan, Manifest, Plan


def metadata(plan: Plan, name: str, component: Component) -> Manifest:
    """Of an object that lives and goes with the job."""
    return {**kept_metadata(plan, name, component), "ownerReferences": owner_references(plan.job)}


def kept_metadata(plan: Plan, name: str, component: Component) -> Manifest:
    """Of an object that stays when the job goes."""
    return {"name": name, "namespace": plan.namespace, "labels": labels(plan.name, component)}


def strimzi_labels(plan: Plan) -> dict[str, str]:
    """Of an object that Strimzi realises in the job's Kafka."""
    return {**labels(plan.name, Component.KAFKA), CLUSTER_LABEL: plan.kafka.cluster}


def attempt_metadata(plan: DriverPlan, name: str) -> Manifest:
    """Of an object of one attempt's driver."""
    found = labels(plan.name, Component.DRIVER, plan.attempt)
    return {**metadata(plan, name, Component.DRIVER), "labels": found}
