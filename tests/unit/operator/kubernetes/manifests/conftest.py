"""Plans of small jobs, and the restricted Pod Security Standard as a function.

`make_plan(executor={"instances": 2}, ...)` is the plan of a driver; fields of the spec by keyword, in
the document's spelling.
"""

from collections.abc import Callable, Iterator

import pytest

from tune_contract.runtime.connection import SecurityProtocol
from tune_contract.tunejob import TuneJob
from tune_operator.kubernetes.kafka_access import KafkaAccess, UserKind
from tune_operator.kubernetes.manifests.plan import DriverPlan, ProducerPlan
from tune_operator.kubernetes.settings import PullPolicy, Settings

SCRAM = KafkaAccess(
    "tune-kafka-bootstrap:9093",
    SecurityProtocol.SASL_SSL,
    ca_secret="tune-cluster-ca-cert",
    user_kind=UserKind.SCRAM,
    user_secret="genres-kafka",
    username="genres-kafka",
    cluster="tune",
    acls=True,
)
TLS = KafkaAccess(
    "tune-kafka-bootstrap:9094",
    SecurityProtocol.SSL,
    ca_secret="tune-cluster-ca-cert",
    user_kind=UserKind.TLS,
    user_secret="genres-kafka",
    cluster="tune",
)
PLAIN = KafkaAccess("kafka:9092")
SETTINGS = Settings("tunejob", "tunejob/jobs:1", "tunejob/producer:1")
ALL_SETTINGS = Settings(
    "tunejob",
    "tunejob/jobs:1",
    "tunejob/producer:1",
    image_pull_policy=PullPolicy.NEVER,
    image_pull_secrets=("pull-1", "pull-2"),
    priority_class="streams",
)
VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}


def build_job(**spec: object) -> TuneJob:
    document = {
        "metadata": {
            "name": "genres",
            "namespace": "music",
            "uid": "uid-1",
            "generation": 3,
            "creationTimestamp": "2026-01-01T12:00:00Z",
        },
        "spec": {
            "pipeline": "genre-counts",
            "kafka": {"cluster": "tune", "topics": {"plays": {"name": "music-plays"}}},
            "sinks": [{"postgres": {"secretRef": {"name": "results-db"}}}],
            "executor": {"instances": 0},
            **spec,
        },
    }
    return TuneJob.model_validate(document)


@pytest.fixture
def make_plan() -> Callable[..., DriverPlan]:
    """make_plan(kafka_access=..., settings=..., epoch=0, **spec) -> the plan of attempt 2."""

    def make(
        kafka_access: KafkaAccess = SCRAM,
        settings: Settings = SETTINGS,
        epoch: int = 0,
        **spec: object,
    ) -> DriverPlan:
        job = build_job(**spec)
        return DriverPlan(job, job.spec, kafka_access, settings, 2, epoch)

    return make


@pytest.fixture
def make_producer_plan() -> Callable[..., ProducerPlan]:
    """make_producer_plan(producer={...}) -> the plan of a producer."""

    def make(kafka_access: KafkaAccess = SCRAM, **spec: object) -> ProducerPlan:
        job = build_job(**{"producer": {}, **spec})
        return ProducerPlan(job, job.spec, kafka_access, SETTINGS, "f00d")

    return make


@pytest.fixture
def scram() -> KafkaAccess:
    """SCRAM over TLS, with ACLs, run by Strimzi."""
    return SCRAM


@pytest.fixture
def tls() -> KafkaAccess:
    """Certificates, run by Strimzi."""
    return TLS


@pytest.fixture
def plain() -> KafkaAccess:
    """Nobody asks who he is, and Strimzi does not run it."""
    return PLAIN


@pytest.fixture
def all_settings() -> Settings:
    """With everything that is left out otherwise."""
    return ALL_SETTINGS


@pytest.fixture
def violations() -> Callable[[dict], list[str]]:
    """violations(pod or pod template) -> what the restricted Pod Security Standard objects to."""
    return lambda pod: list(_violations(pod["metadata"], pod["spec"]))


def _violations(metadata: dict, spec: dict) -> Iterator[str]:
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(field):
            yield field
    for key in metadata.get("annotations", {}):
        if key.startswith(("container.apparmor", "seccomp.security")):
            yield key
    for volume in spec.get("volumes", []):
        yield from (f"volume {kind}" for kind in volume.keys() - VOLUMES - {"name"})
    pod = spec.get("securityContext", {})
    if pod.keys() & {"sysctls", "seLinuxOptions", "windowsOptions", "appArmorProfile"}:
        yield "pod securityContext"
    for container in [*spec["containers"], *spec.get("initContainers", [])]:
        yield from (f"{container['name']}: {each}" for each in _container(container, pod))


def _container(container: dict, pod: dict) -> Iterator[str]:
    own = container.get("securityContext", {})
    both = {**pod, **own}
    if own.get("privileged") or own.get("allowPrivilegeEscalation") is not False:
        yield "privilege"
    if both.get("runAsNonRoot") is not True or both.get("runAsUser") == 0:
        yield "root"
    if both.get("seccompProfile", {}).get("type") not in {"RuntimeDefault", "Localhost"}:
        yield "seccomp"
    capabilities = own.get("capabilities", {})
    if "ALL" not in capabilities.get("drop", []):
        yield "capabilities not dropped"
    if set(capabilities.get("add") or []) - {"NET_BIND_SERVICE"}:
        yield "capabilities added"
    if own.keys() & {"procMount", "seLinuxOptions", "windowsOptions", "appArmorProfile"}:
        yield "securityContext"
    if any(port.get("hostPort") for port in container.get("ports", [])):
        yield "hostPort"
    for hook in ("livenessProbe", "readinessProbe", "startupProbe"):
        if "host" in (container.get(hook) or {}).get("httpGet", {}):
            yield hook
