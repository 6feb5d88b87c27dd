"""What manifests are rendered from."""

from dataclasses import dataclass

from tune_contract.tunejob import TuneJob, TuneJobSpec
from tune_operator.kubernetes.kafka_access import KafkaAccess
from tune_operator.kubernetes.settings import Settings

Manifest = dict[str, object]
"""A Kubernetes object, or a part of one."""


@dataclass(frozen=True)
class Plan:
    """A job as it is to run."""

    job: TuneJob
    """Who it is: name, namespace, uid."""
    spec: TuneJobSpec
    """What runs: the job's own spec, or an older one that it went back to."""
    kafka: KafkaAccess
    settings: Settings

    @property
    def name(self) -> str:
        """The job's name."""
        return self.job.metadata.name

    @property
    def namespace(self) -> str:
        """The job's namespace."""
        return self.job.metadata.namespace


@dataclass(frozen=True)
class DriverPlan(Plan):
    """One attempt."""

    attempt: int
    checkpoint_epoch: int = 0
    """Which checkpoint of the resetNonce; 0 = the first."""


@dataclass(frozen=True)
class ProducerPlan(Plan):
    """One producer."""

    fingerprint: str
    """Of what it is started from."""
