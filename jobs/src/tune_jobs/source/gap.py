"""Records that Kafka deleted before they were read: between a checkpoint's place and a topic's."""

from collections.abc import Iterable
from dataclasses import dataclass

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from tune_contract.errors import PermanentError
from tune_contract.runtime.connection import KafkaConnection
from tune_jobs.source.kafka import KafkaUnreachable, admin_client
from tune_jobs.source.offsets import Offsets
from tune_jobs.spark.jvm import java_cause, jvm


class RecordsGone(PermanentError):  # noqa: N818 - reads as a sentence where it is raised
    """Kafka no longer has what the checkpoint would read next."""


@dataclass(frozen=True)
class Gap:
    """Deleted records of one partition: from `first` (included) to `end` (excluded)."""

    topic: str
    partition: int
    first: int
    end: int

    def __str__(self) -> str:
        return f"{self.topic}[{self.partition}] {self.first}..{self.end - 1}"

    def records(self) -> int:
        """How many offsets they are: as many records, unless some were of transactions."""
        return self.end - self.first


def find_gaps(start: Offsets, earliest: Offsets, end: Offsets | None = None) -> list[Gap]:
    """What is no longer there of what begins at `start`, in the order of the partitions.

    Args:
        start: the first offset that is wanted of each partition.
        earliest: the first one that Kafka has.
        end: where what is wanted ends; none = it does not.
    """
    wanted = [
        (topic, partition, first)
        for topic, partitions in sorted(start.items())
        for partition, first in sorted(partitions.items())
    ]
    gaps = []
    for topic, partition, first in wanted:
        there = earliest.get(topic, {}).get(partition, first)
        last = there if end is None else min(there, end.get(topic, {}).get(partition, there))
        gaps.append(Gap(topic, partition, first, last))
    return [gap for gap in gaps if gap.records() > 0]


def refuse_gaps(gaps: Iterable[Gap]) -> None:
    """See that there are none.

    Raises:
        RecordsGone: there are.
    """
    found = list(gaps)
    if found:
        count = sum(gap.records() for gap in found)
        raise RecordsGone(
            f"Kafka has deleted {count:,} records that were not read yet: "
            f"{', '.join(map(str, found))}",
            "set onDataLoss: Skip in kafka.topics to go on behind them, or change "
            "checkpoint.resetNonce to start over; a longer retention prevents it",
        )


def earliest_offsets(
    spark: SparkSession, connection: KafkaConnection, partitions: Offsets
) -> Offsets:
    """The first offset that each of the partitions still has.

    Raises:
        KafkaUnreachable: Kafka does not answer.
    """
    classes = jvm(spark)
    asked = classes.java.util.HashMap()
    for topic, each in partitions.items():
        for partition in each:
            asked.put(
                classes.org.apache.kafka.common.TopicPartition(topic, partition),
                classes.org.apache.kafka.clients.admin.OffsetSpec.earliest(),
            )
    found: Offsets = {}
    try:
        with admin_client(spark, connection) as admin:
            for entry in admin.listOffsets(asked).all().get().entrySet():
                offsets = found.setdefault(str(entry.getKey().topic()), {})
                offsets[int(entry.getKey().partition())] = int(entry.getValue().offset())
    except Py4JJavaError as error:
        raise KafkaUnreachable(
            f"Kafka at {connection.bootstrap_servers} does not tell its offsets: "
            f"{java_cause(error)}",
            "check that it runs, and the right to describe the topics",
        ) from error
    return found
