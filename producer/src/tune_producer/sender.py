"""The sender: makes events, hands them to Kafka and enters them in the account."""

import numpy as np
from numpy.typing import NDArray

from tune_contract.runtime.reports import DisorderCounts
from tune_producer.account import Account
from tune_producer.kafka.publisher import Publisher
from tune_producer.scenarios.rhythm import Rhythm
from tune_producer.scenarios.scenario import Scenario, room_in_chunk

MOST = 2_500
"""Events in a batch at most: longer lists outgrow the processor's cache, at twice the cost."""


class Sender:
    """Sends numbered events."""

    def __init__(self, scenario: Scenario, publisher: Publisher, account: Account) -> None:
        self._scenario = scenario
        self._publisher = publisher
        self._account = account

    @property
    def rhythm(self) -> Rhythm:
        """When the events come."""
        return self._scenario.rhythm

    def most(self, first: int) -> int:
        """How many events from `first` on can be sent at once."""
        return min(MOST, room_in_chunk(first))

    def send(self, first: int, timestamps: NDArray[np.int64]) -> bool:
        """Send one event for each timestamp, at most `most(first)`.

        Returns:
            False when nothing was sent, as Kafka takes no events.

        Raises:
            Unreachable: Kafka refused events.
        """
        batch = self._scenario.events(first, timestamps)
        if not self._publisher.publish(batch.values):
            return False
        self._account.add(batch.keys, batch.timestamps)
        self._account.set_aside(batch.disorder)
        return True

    def repeat(self, values: list[bytes]) -> bool:
        """Send records again that are in the topic: at most MOST.

        Returns:
            False when nothing was sent, as Kafka takes no events.

        Raises:
            Unreachable: Kafka refused events.
        """
        if not self._publisher.publish(values):
            return False
        self._account.set_aside(DisorderCounts(duplicated=len(values)))
        return True
