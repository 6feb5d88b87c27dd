"""The one Kafka producer of the process, served by a thread of its own."""

import logging
import threading
from collections.abc import Sequence
from typing import Protocol

from confluent_kafka import KafkaError, KafkaException, Producer

from tune_api.ingest.delivery import Delivery
from tune_api.ingest.kafka import HINT, ClientSettings, writing
from tune_contract.errors import InvalidInput
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.librdkafka import read_login

_POLL = 0.1  # seconds a look at the client may wait; an acknowledgement ends it at once
_PROBE = 1.0  # seconds Kafka has to answer when it has not answered before
_AFRESH = 10  # looks in vain after which a new client looks, too: one may never find its way back
_FLUSH = 5.0  # seconds at the end for what is under way
_LOST = {KafkaError._TRANSPORT, KafkaError._SSL}  # noqa: SLF001
_AWAY = {KafkaError._ALL_BROKERS_DOWN, KafkaError._AUTHENTICATION}  # noqa: SLF001 - its public names

_LOG = logging.getLogger("tune_api.kafka")


class Publisher(Protocol):
    """Writes records to Kafka."""

    @property
    def reachable(self) -> bool:
        """Whether Kafka answers, as far as is known."""

    @property
    def outstanding(self) -> int:
        """Records that are not acknowledged yet."""

    def publish(self, topic: str, ids: Sequence[str], values: Sequence[bytes]) -> Delivery:
        """Hand records over; returns at once."""


class KafkaPublisher:
    """A Publisher by confluent-kafka.

    Records have no key, as those of the producer have none: the client sends what comes together
    to one partition.
    """

    def __init__(self, connection: KafkaConnection, more: ClientSettings | None = None) -> None:
        """Make the client; it connects by itself.

        Args:
            connection: where Kafka is.
            more: settings that go before ours.

        Raises:
            InvalidInput: the connection is not right.
        """
        self._connection = connection
        self._settings = writing(connection, _LOG) | {"error_cb": self._notice} | (more or {})
        self._producer = self._new_producer()
        self._reachable = True  # until the client says otherwise, which takes it a second
        self._why = ""
        """How the last connection was lost: the client tells it before that none is left."""
        self._broken = False
        self._looks = 0
        """Since Kafka went away."""
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="kafka", daemon=True)

    @property
    def reachable(self) -> bool:
        """Whether Kafka answers, as far as is known."""
        return self._reachable

    @property
    def outstanding(self) -> int:
        """Records that are not acknowledged yet."""
        return len(self._producer)

    def start(self) -> None:
        """Begin to serve the client."""
        self._thread.start()

    def close(self) -> None:
        """End, once what is under way is acknowledged or five seconds are over; blocks."""
        self._closing.set()
        self._thread.join()
        self._producer.flush(_FLUSH if self._reachable else 0)

    def publish(self, topic: str, ids: Sequence[str], values: Sequence[bytes]) -> Delivery:
        """Hand records over; returns at once."""
        delivery = Delivery(ids, values)
        messages: list[dict[str, object]] = [{"value": value} for value in values]
        try:
            queued = self._producer.produce_batch(topic, messages, on_delivery=delivery.report)
        except (BufferError, KafkaException) as error:
            delivery.handed_over([(value, _error_of(error)) for value in values])
            return delivery
        refused = []
        if queued < len(messages):
            refused = [
                (value, _as_error(message["_error"]))
                for value, message in zip(values, messages, strict=True)
                if "_error" in message
            ]
        delivery.handed_over(refused)
        return delivery

    def _new_producer(self) -> Producer:
        try:
            return Producer(self._settings)
        except KafkaException as error:
            reason = error.args[0].str()
            raise InvalidInput(f"no Kafka client: {reason}", "check the --kafka options") from None

    def _notice(self, error: KafkaError) -> None:
        """Take the client's word on itself."""
        if error.fatal():
            self._broken = True
        elif error.code() in _AWAY and self._reachable:
            self._reachable = False
            _LOG.warning("Kafka does not answer: %s", self._why or error.str())
        elif error.code() in _LOST:
            self._why = error.str()

    def _serve(self) -> None:
        while not self._closing.is_set():
            self._producer.poll(_POLL)
            if self._broken:
                self._replace()
            if not self._reachable:
                self._probe()

    def _replace(self) -> None:
        """A client that has lost count of what it wrote takes nothing any more."""
        fresh = self._fresh()
        if fresh is not None:
            self._swap(fresh, "was broken")

    def _fresh(self) -> Producer | None:
        try:
            return self._new_producer()
        except InvalidInput:  # a file is not there now; the next look tries again
            return None

    def _swap(self, fresh: Producer, why: str) -> None:
        _LOG.warning("the Kafka client %s and is made anew", why)
        old, self._producer, self._broken = self._producer, fresh, False
        old.purge()
        old.poll(0)  # all that was under way is told to have failed

    def _probe(self) -> None:
        self._looks += 1
        afresh = self._looks % _AFRESH == 0
        if not (self._answers(self._producer) or (afresh and self._found())):
            return
        self._looks = 0
        self._reachable = True
        _LOG.warning("Kafka answers again")

    def _answers(self, producer: Producer) -> bool:
        try:
            login = read_login(self._connection, HINT)
            if login is not None:  # the password may be another by now
                producer.set_sasl_credentials(*login)
            producer.list_topics(timeout=_PROBE)
        except (KafkaException, InvalidInput):
            return False
        return True

    def _found(self) -> bool:
        """Whether a new client finds Kafka; it takes over then."""
        fresh = self._fresh()
        if fresh is None or not self._answers(fresh):
            return False
        self._swap(fresh, "does not find Kafka any more")
        return True


def _error_of(error: BufferError | KafkaException) -> KafkaError:
    if isinstance(error, KafkaException):
        return _as_error(error.args[0])
    return KafkaError(KafkaError._QUEUE_FULL)  # noqa: SLF001 - its public name


def _as_error(found: object) -> KafkaError:
    assert isinstance(found, KafkaError)  # noqa: S101 - for the type checker
    return found
