"""What a backend saw, in one picture: the third argument of `decide`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tune_contract.runtime.reports import DriverProgress, ProducerProgress
from tune_contract.tunejob.phase import FailureClass


class KafkaState(StrEnum):
    """Whether the job's topics can be used."""

    READY = "Ready"
    """It answers, and the topics exist."""
    TOPICS_MISSING = "TopicsMissing"
    """It answers, and at least one topic is still to be made."""
    STARTING = "Starting"
    """It does not answer yet, and is known to be on its way."""
    UNREACHABLE = "Unreachable"
    """It does not answer."""

    @property
    def sentence(self) -> str:
        """What the state means, and what to do about it."""
        return _KAFKA[self]


_KAFKA = {
    KafkaState.READY: "Kafka answers, and the topics exist.",
    KafkaState.TOPICS_MISSING: "Topics are missing and are being made.",
    KafkaState.STARTING: "Kafka is starting; driver and producer wait for it.",
    KafkaState.UNREACHABLE: "Kafka does not answer: check that it runs, and that spec.kafka and "
    "its secrets name it rightly. It is tried again every few seconds.",
}


class ProcessState(StrEnum):
    """A driver's or producer's life as seen from outside."""

    ABSENT = "Absent"
    """There is none, confirmed."""
    PENDING = "Pending"
    """Made, but not running yet (Kubernetes: scheduling, pulling)."""
    RUNNING = "Running"
    EXITED = "Exited"
    """It has ended and is still there to be asked why."""

    def alive(self) -> bool:
        """Whether it may still write."""
        return self in {ProcessState.PENDING, ProcessState.RUNNING}


@dataclass(frozen=True)
class KafkaObserved:
    """The job's Kafka."""

    state: KafkaState
    message: str = ""
    topic_ids: Mapping[str, str] = field(default_factory=dict)
    """Topic name -> Kafka's own id, for the job's topics that are there; a topic that is made anew
    under the same name has another one. Without those that cannot be told now."""


@dataclass(frozen=True)
class ExitObserved:
    """How a process ended."""

    exit_code: int | None
    """None when nobody could tell, as after a crash of the machine."""
    failure_class: FailureClass | None = None
    """None when it ended well."""
    message: str = ""
    log_tail: str = ""
    drained: bool = False
    """It was asked to stop and finished its batch first."""

    def succeeded(self) -> bool:
        """Whether it ended well."""
        return self.exit_code == 0


@dataclass(frozen=True)
class DriverObserved:
    """The newest driver of the job."""

    state: ProcessState = ProcessState.ABSENT
    attempt: int = 0
    progress: DriverProgress | None = None
    """None while it does not answer."""
    exit: ExitObserved | None = None
    """Set when EXITED."""
    problem: FailureClass | None = None
    """Why it stays PENDING, when that is known: Image, Scheduling."""
    message: str = ""
    refused: bool = False
    """It is PENDING because it could not be made; `message` says why. It is tried again."""


@dataclass(frozen=True)
class ProducerObserved:
    """The job's producer."""

    state: ProcessState = ProcessState.ABSENT
    fingerprint: str = ""
    """The fingerprint it was started with."""
    progress: ProducerProgress | None = None
    exit: ExitObserved | None = None


@dataclass(frozen=True)
class Observed:
    """Everything outside the job's own spec and status."""

    kafka: KafkaObserved
    driver: DriverObserved = DriverObserved()
    producer: ProducerObserved = ProducerObserved()
    lag: int | None = None
    """Events between what is committed and the topics' ends; None when it cannot be told. It is
    measured after the producer was looked at, or a pass later: never before."""
    conflicts: tuple[str, ...] = ()
    """Sentences: which older job writes the same topic, table or path. The older one has none."""
    missing: tuple[str, ...] = ()
    """Sentences: what the job refers to and is not there, as `Secret results-db is missing: create
    it with the key uri.`"""
