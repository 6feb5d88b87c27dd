"""What becomes of the records of one request: one future for all of them.

Kafka's client calls `report` for each record, in the publisher's thread; the rest happens in the
event loop.
"""

import asyncio
from collections.abc import Sequence

from confluent_kafka import KafkaError, Message


class Delivery:
    """Records on their way to Kafka."""

    def __init__(self, ids: Sequence[str], values: Sequence[bytes]) -> None:
        """Nothing is reported yet; must be made in the event loop.

        Args:
            ids: of the events.
            values: the records, each different from the others.
        """
        self.ids = ids
        self.values = values
        self.failures: dict[str, KafkaError] = {}
        """Why records were refused, by event id; complete once it is done."""
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = self._loop.create_future()
        self._refused: list[tuple[bytes | None, KafkaError]] = []
        self._reported = 0
        self._expected = -1  # until it is known how many reports will come

    def report(self, error: KafkaError | None, message: Message) -> None:
        """Take the word on one record."""
        if error is not None:
            self._refused.append((message.value(), error))
        self._reported += 1
        # Either this thread sees the other's number or the other this one's; both is no harm.
        if self._reported == self._expected:
            self._loop.call_soon_threadsafe(self._finish)

    def handed_over(self, refused: Sequence[tuple[bytes, KafkaError]]) -> None:
        """All are handed to the client, but for some that it has refused at once."""
        self._refused.extend(refused)
        self._expected = len(self.values) - len(refused)
        if self._reported == self._expected:
            self._finish()

    def _finish(self) -> None:
        if self.done.done():
            return
        if self._refused:
            ids = dict(zip(self.values, self.ids, strict=True))
            self.failures = {ids[value]: error for value, error in self._refused if value in ids}
        self.done.set_result(None)
