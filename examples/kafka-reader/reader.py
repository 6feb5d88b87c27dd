"""Reads a job's results from the topic of its kafka sink: every row, in its newest version only.

    pip install confluent-kafka
    python reader.py 127.0.0.1:9092 genre-counts

Kafka has each row at least once. What comes again, or comes late from a driver that should be dead,
is dropped by `Change.follows`: that is the whole rule. docs/kafka-sink.md says why.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Message, TopicPartition


@dataclass(frozen=True)
class Change:
    """A row's new version."""

    key: str
    """The table and the row's key: the same row has the same text."""
    table: str
    row: dict[str, object]
    uid: str
    """The job's: a job that was deleted and made anew has another one."""
    attempt: int
    """Which driver of the job wrote it; a later one has a greater number."""
    query: str
    """Whose batches are numbered; a new checkpoint is a new query."""
    batch: int

    @classmethod
    def of(cls, message: Message) -> "Change":
        """What a record says."""
        headers = {name: value.decode() for name, value in message.headers()}
        return cls(
            key=message.key().decode(),
            table=headers["tune-table"],
            row=json.loads(message.value()),
            uid=headers["tune-uid"],
            attempt=int(headers["tune-attempt"]),
            query=headers["tune-query"],
            batch=int(headers["tune-batch"]),
        )

    def follows(self, newest: "Change | None") -> bool:
        """Whether it is newer than the newest change of its key so far."""
        if newest is None:
            return True
        if self.uid == newest.uid and self.attempt < newest.attempt:
            return False  # a driver that should be dead
        return self.query != newest.query or self.batch > newest.batch


@dataclass
class Results:
    """The rows of a job's tables, as its topic has them."""

    newest: dict[str, Change] = field(default_factory=dict)
    """By key."""

    def take(self, change: Change) -> bool:
        """Take a change in; False when it is an old one, of which nothing is taken."""
        if not change.follows(self.newest.get(change.key)):
            return False
        self.newest[change.key] = change
        return True

    def rows(self, table: str) -> list[dict[str, object]]:
        """The rows of a table."""
        return [change.row for change in self.newest.values() if change.table == table]


def read(servers: str, topic: str, *, to_the_end: bool = False) -> Iterator[Message]:
    """All records of a topic, from its beginning; `to_the_end`: only those that are there now."""
    consumer = Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": "kafka-reader",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
    )
    try:
        partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
        consumer.assign([TopicPartition(topic, each, OFFSET_BEGINNING) for each in partitions])
        unread = set(partitions)
        while unread or not to_the_end:
            message = consumer.poll(1.0)
            if message is None:
                continue
            error = message.error()
            if error is None:
                yield message
            elif error.name() == "_PARTITION_EOF":
                unread.discard(message.partition())
            else:
                raise KafkaException(error)
    finally:
        consumer.close()


def main() -> None:
    """Print changes as they come."""
    results = Results()
    for message in read(*sys.argv[1:3]):
        change = Change.of(message)
        if results.take(change):
            print(change.table, json.dumps(change.row, ensure_ascii=False))


if __name__ == "__main__":
    main()
