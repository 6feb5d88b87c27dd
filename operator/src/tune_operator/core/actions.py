"""What a backend can be asked to do. Every action may be applied twice with the same end."""

from dataclasses import dataclass

from tune_contract.tunejob.kafka import TopicSpec


@dataclass(frozen=True)
class EnsureTopics:
    """Make the topics that are missing."""

    topics: tuple[TopicSpec, ...]


@dataclass(frozen=True)
class StartProducer:
    """Start the producer, marked with the fingerprint of what it was started from."""

    fingerprint: str


@dataclass(frozen=True)
class StopProducer:
    """Ask the producer to flush and end; remove what is left of it once it has."""


@dataclass(frozen=True)
class StartDriver:
    """Start the driver of this attempt. Only decided when the last one is confirmed gone."""

    attempt: int


@dataclass(frozen=True)
class DrainDriver:
    """Ask the driver to finish its batch and end."""


@dataclass(frozen=True)
class KillDriver:
    """End the driver now; what it had not committed is read again by the next."""


@dataclass(frozen=True)
class RemoveDriver:
    """Remove what is left of a driver that has ended, so that it is observed ABSENT."""


@dataclass(frozen=True)
class DeleteCheckpoint:
    """Forget position and state. Only decided while no driver is there."""


@dataclass(frozen=True)
class DeleteTopics:
    """Delete topics with all their events. Only decided while no driver or producer is there."""

    topics: tuple[TopicSpec, ...]


@dataclass(frozen=True)
class DeleteJob:
    """Delete the job itself: it finished ttlSecondsAfterFinished ago."""


Action = (
    EnsureTopics
    | StartProducer
    | StopProducer
    | StartDriver
    | DrainDriver
    | KillDriver
    | RemoveDriver
    | DeleteCheckpoint
    | DeleteTopics
    | DeleteJob
)
