"""The phases of a job and the conditions they summarise, each with its sentence."""

from enum import StrEnum


class Phase(StrEnum):
    """A summary of the conditions, for people."""

    PENDING = "Pending"
    STARTING = "Starting"
    RUNNING = "Running"
    DRAINING = "Draining"
    SUSPENDED = "Suspended"
    UPGRADING = "Upgrading"
    ROLLING_BACK = "RollingBack"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"
    DELETING = "Deleting"

    @property
    def sentence(self) -> str:
        """What the phase means."""
        return _SENTENCES[self]

    def finished(self) -> bool:
        """Whether nothing more will happen unless the spec changes or a schedule says so."""
        return self in {Phase.SUCCEEDED, Phase.FAILED}


_SENTENCES = {
    Phase.PENDING: "Accepted, and waiting for what it needs.",
    Phase.STARTING: "The driver starts; no batch is committed yet.",
    Phase.RUNNING: "Batches are committed.",
    Phase.DRAINING: "The driver finishes its batch and stops.",
    Phase.SUSPENDED: "Stopped on request; checkpoint and results stay.",
    Phase.UPGRADING: "A new version replaces the running one.",
    Phase.ROLLING_BACK: "The new version did not become ready; the last good one returns.",
    Phase.SUCCEEDED: "All there was to do is done.",
    Phase.FAILED: "It ended and is not started again; lastFailure says why.",
    Phase.DELETING: "Everything it owns is being removed.",
}


class ConditionType(StrEnum):
    """The conditions of a job, in the order they are listed."""

    READY = "Ready"
    ACCEPTED = "Accepted"
    KAFKA_READY = "KafkaReady"
    PRODUCER_READY = "ProducerReady"
    STREAM_RUNNING = "StreamRunning"
    PROGRESS_ADVANCING = "ProgressAdvancing"
    LAG_WITHIN_TARGET = "LagWithinTarget"
    STALLED = "Stalled"
    RECONCILING = "Reconciling"


class ConditionStatus(StrEnum):
    """Kubernetes' three values."""

    TRUE = "True"
    FALSE = "False"
    UNKNOWN = "Unknown"


class FailureClass(StrEnum):
    """Who or what made a driver fail."""

    APPLICATION = "Application"
    OUT_OF_MEMORY = "OutOfMemory"
    IMAGE = "Image"
    SCHEDULING = "Scheduling"
    INFRASTRUCTURE = "Infrastructure"
    KAFKA = "Kafka"
    CHECKPOINT = "Checkpoint"

    @property
    def sentence(self) -> str:
        """What the class means and whose it is to mend."""
        return _FAILURES[self]

    def permanent(self) -> bool:
        """Whether a restart with the same spec cannot help."""
        return self is FailureClass.CHECKPOINT

    def of_the_version(self) -> bool:
        """Whether a new version that fails so is to blame itself, and gets no second try."""
        return self in _OF_THE_VERSION


_FAILURES = {
    FailureClass.APPLICATION: "The driver ended with an error of its own; see logTail.",
    FailureClass.OUT_OF_MEMORY: "It was out of memory; raise driver.memory or executor.memory.",
    FailureClass.IMAGE: "Its image could not be pulled or started; check spec.image.",
    FailureClass.SCHEDULING: "No node has room for it; lower its resources or add a node.",
    FailureClass.INFRASTRUCTURE: "It was ended from outside; nothing to mend in the job.",
    FailureClass.KAFKA: "Kafka did not answer or has not the topic; check kafka.",
    FailureClass.CHECKPOINT: "The checkpoint does not fit the job; see the choices in Stalled.",
}


_OF_THE_VERSION = {
    FailureClass.APPLICATION,
    FailureClass.OUT_OF_MEMORY,
    FailureClass.CHECKPOINT,
}


class DrainReason(StrEnum):
    """What a driver is asked to finish for."""

    SUSPEND = "Suspend"
    CHANGE = "Change"
    ROLLBACK = "Rollback"
    FINISH = "Finish"
    DELETE = "Delete"

    @property
    def sentence(self) -> str:
        """Why the driver stops."""
        return _DRAINS[self]


_DRAINS = {
    DrainReason.SUSPEND: "The job is to be suspended.",
    DrainReason.CHANGE: "The spec changed; the next driver takes over.",
    DrainReason.ROLLBACK: "The new version did not become ready; the last good one returns.",
    DrainReason.FINISH: "The producer has finished and every event is read.",
    DrainReason.DELETE: "The job is to be deleted.",
}
