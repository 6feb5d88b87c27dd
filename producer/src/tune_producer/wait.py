"""Wait for Kafka and the topic: a producer often starts before they are there."""

from tune_contract.errors import Unreachable
from tune_producer.clock import Clock
from tune_producer.kafka.reader import TopicReader
from tune_producer.stop import Stop

_PATIENCE = 120.0  # seconds; a broker that is just being started takes one minute at worst
_PAUSE = 0.5  # seconds


def wait_for_topic(reader: TopicReader, clock: Clock, stop: Stop) -> list[int]:
    """The topic's partitions, as soon as there are some; none when a stop was asked for.

    Raises:
        Unreachable: Kafka does not answer, or has no such topic, for two minutes.
    """
    deadline = clock.monotonic() + _PATIENCE
    while not stop.requested:
        try:
            return reader.partitions()
        except Unreachable:
            if clock.monotonic() >= deadline:
                raise
        clock.wait(_PAUSE)
    return []
