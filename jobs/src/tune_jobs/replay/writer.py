"""Writes records back, and says where they are once all replicas have them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from confluent_kafka import KafkaError, Message, Producer

from tune_contract.errors import Unreachable
from tune_jobs.replay.kafka_client import ClientSettings, kafka_failure, make_client
from tune_jobs.replay.letter import Copy, Place

_LONGER_THAN_DELIVERY = 150.0  # seconds: every record is acknowledged or given up by then
_NEVER_WRITTEN = {
    KafkaError.MSG_SIZE_TOO_LARGE,
    KafkaError.INVALID_RECORD,
    KafkaError.INVALID_TIMESTAMP,
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.CLUSTER_AUTHORIZATION_FAILED,
}
"""The broker's word that it has not taken the record. After any other it may have."""


@dataclass
class Written:
    """What became of some copies, by the dead records that they are of."""

    places: dict[Place, Place] = field(default_factory=dict)
    """Where they are."""
    refused: dict[Place, KafkaError] = field(default_factory=dict)
    """Kafka has not taken them, for certain."""
    failed: dict[Place, KafkaError] = field(default_factory=dict)
    """Kafka may have them or not."""

    def delivered(self, of: Place, error: KafkaError | None, message: Message) -> None:
        """Take in Kafka's answer."""
        if error is None:
            self.places[of] = Place(of.topic, of.partition, message.offset() or 0)
        elif error.code() in _NEVER_WRITTEN:
            self.refused[of] = error
        else:
            self.failed[of] = error


class RecordWriter:
    """An idempotent producer, to the partitions that records were in.

    Raises:
        InvalidInput: the settings make no client, as when a file is no certificate.
    """

    def __init__(self, settings: ClientSettings) -> None:
        self._producer = make_client(Producer, settings)

    def write(self, copies: Sequence[Copy]) -> Written:
        """Write copies; waits until Kafka has acknowledged or refused each.

        Raises:
            Unreachable: Kafka answers nothing.
        """
        written = Written()
        for copy in copies:
            self._producer.produce(
                copy.of.topic,
                copy.record.value,
                copy.record.key,
                partition=copy.of.partition,
                on_delivery=partial(written.delivered, copy.of),
                timestamp=copy.record.timestamp,
                headers=copy.headers(),
            )
            self._producer.poll(0)
        if self._producer.flush(_LONGER_THAN_DELIVERY):
            raise Unreachable("Kafka acknowledges nothing", "check the brokers, then run it again")
        return written


def raise_failure(written: Written) -> None:
    """See that Kafka answered for every record.

    Raises:
        InvalidInput: the user lacks a right.
        Unreachable: it did not answer for some.
    """
    denied = [each for each in written.refused.values() if "AUTHORIZATION" in each.name()]
    for error in [*written.failed.values(), *denied]:
        raise kafka_failure(error)
