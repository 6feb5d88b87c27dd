"""The kinds the operator works with, and where the API server keeps them."""

from dataclasses import dataclass

from tune_contract.tunejob.job import API_GROUP, API_VERSION


@dataclass(frozen=True)
class Kind:
    """A kind of namespaced object."""

    api: str
    """Group and version as objects name them: `v1`, `apps/v1`."""
    name: str
    """As objects name it: `Pod`."""
    plural: str
    """As paths name it: `pods`."""

    def path(self, namespace: str, name: str = "", part: str = "") -> str:
        """The path of the collection, of one object, or of a part of it such as `status`."""
        root = f"/apis/{self.api}" if "/" in self.api else f"/api/{self.api}"
        parts = [root, "namespaces", namespace, self.plural, name, part]
        return "/".join(each for each in parts if each)


_STRIMZI = "kafka.strimzi.io/v1"
_RBAC = "rbac.authorization.k8s.io/v1"

TUNEJOB = Kind(f"{API_GROUP}/{API_VERSION}", "TuneJob", "tunejobs")
POD = Kind("v1", "Pod", "pods")
SECRET = Kind("v1", "Secret", "secrets")
CONFIG_MAP = Kind("v1", "ConfigMap", "configmaps")
SERVICE = Kind("v1", "Service", "services")
SERVICE_ACCOUNT = Kind("v1", "ServiceAccount", "serviceaccounts")
CLAIM = Kind("v1", "PersistentVolumeClaim", "persistentvolumeclaims")
JOB = Kind("batch/v1", "Job", "jobs")
DEPLOYMENT = Kind("apps/v1", "Deployment", "deployments")
ROLE = Kind(_RBAC, "Role", "roles")
ROLE_BINDING = Kind(_RBAC, "RoleBinding", "rolebindings")
NETWORK_POLICY = Kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies")
DISRUPTION_BUDGET = Kind("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets")
KAFKA = Kind(_STRIMZI, "Kafka", "kafkas")
KAFKA_TOPIC = Kind(_STRIMZI, "KafkaTopic", "kafkatopics")
KAFKA_USER = Kind(_STRIMZI, "KafkaUser", "kafkausers")

KINDS = {
    (kind.api, kind.name): kind
    for kind in (
        TUNEJOB,
        POD,
        SECRET,
        CONFIG_MAP,
        SERVICE,
        SERVICE_ACCOUNT,
        CLAIM,
        JOB,
        DEPLOYMENT,
        ROLE,
        ROLE_BINDING,
        NETWORK_POLICY,
        DISRUPTION_BUDGET,
        KAFKA,
        KAFKA_TOPIC,
        KAFKA_USER,
    )
}


def kind_of(manifest: dict[str, object]) -> Kind:
    """The kind of a manifest.

    Raises:
        KeyError: the operator makes no such objects.
    """
    return KINDS[str(manifest["apiVersion"]), str(manifest["kind"])]
