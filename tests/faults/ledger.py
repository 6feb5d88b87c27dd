"""Plays with unique ids, and the ledger of those that Kafka has acknowledged."""

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

from confluent_kafka import Message, Producer

from .schedule import Mix

GENRES = ("pop", "rock", "hip-hop", "jazz", "80s")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SPAN = timedelta(minutes=5)
LATE = timedelta(days=1)
POISON = (b"", b"not json", b'{"genre":"pop"}', b'{"genre":5,"timestamp":1}', b"\xff\xfe\x00")
EVERY = 0.05  # seconds between two bursts
TOGETHER = 4  # bursts, about as many as a batch reads
Key = tuple[datetime, str]
"""The start of a window, and the genre."""
Place = tuple[int, int]
"""Partition and offset."""


@dataclass
class Ledger:
    """What is acknowledged, and so must be in the sinks; late plays must not."""

    counts: Counter[Key] = field(default_factory=Counter)
    dead: Counter[Place] = field(default_factory=Counter)
    late: int = 0
    ends: dict[int, int] = field(default_factory=dict)
    """Partition -> the offset after the last record."""
    refused: list[str] = field(default_factory=list)


class Plays:
    """Writes plays into a topic."""

    def __init__(self, bootstrap_servers: str, topic: str) -> None:
        self.topic = topic
        self.ledger = Ledger()
        settings = {"enable.idempotence": True, "linger.ms": 5, "log_level": 2}
        self._producer = Producer({"bootstrap.servers": bootstrap_servers} | settings)
        self._ids, self._bursts = count(), count()
        self._start = datetime.now(UTC).replace(second=0, microsecond=0) - 2 * SPAN

    def write(self, number: int, draw: random.Random, mix: Mix) -> None:
        """Hand that many records to Kafka.

        Results are sums: a batch that a sink has lost would be made good by the next one with the
        same genres. So half of the plays have a genre that comes once and not again.
        """
        once = f"once-{next(self._bursts) // TOGETHER}"
        for _ in range(number):
            chance = draw.random()
            if chance < mix.malformed:
                self._send(draw.choice(POISON), self._dead)
            elif chance < mix.malformed + mix.late:
                self._send(self._play(self._start - LATE, draw.choice(GENRES)), self._late)
            else:
                time = self._start + SPAN * draw.random()
                genre = draw.choice((*GENRES, *[once] * len(GENRES)))
                key = (time.replace(second=0, microsecond=0), genre)
                self._send(self._play(time, genre), partial(self._counted, key))
        self._producer.poll(0)

    def flush(self) -> None:
        """Wait until Kafka has answered for all of them."""
        assert self._producer.flush(120) == 0
        assert self.ledger.refused == []

    @contextmanager
    def playing(self, burst: int, draw: random.Random, mix: Mix) -> Iterator[None]:
        """Write bursts all the while."""
        stop = threading.Event()

        def play() -> None:
            while not stop.wait(EVERY):
                self.write(burst, draw, mix)

        thread = threading.Thread(target=play)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            self.flush()

    def _play(self, time: datetime, genre: str) -> bytes:
        milliseconds = (time - EPOCH) // timedelta(milliseconds=1)
        play = {"event_id": f"e{next(self._ids)}", "genre": genre, "timestamp": milliseconds}
        return json.dumps(play).encode()

    def _send(self, value: bytes, note) -> None:
        self._producer.produce(self.topic, value, on_delivery=partial(self._answered, note))

    def _answered(self, note, error: object, message: Message) -> None:
        if error is not None:
            self.ledger.refused.append(str(error))
            return
        place = (message.partition(), message.offset())
        self.ledger.ends[place[0]] = max(self.ledger.ends.get(place[0], 0), place[1] + 1)
        note(place)

    def _counted(self, key: Key, _: Place) -> None:
        self.ledger.counts[key] += 1

    def _dead(self, place: Place) -> None:
        self.ledger.dead[place] += 1

    def _late(self, _: Place) -> None:
        self.ledger.late += 1
