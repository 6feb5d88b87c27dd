"""Which records a batch holds: Kafka offsets as Spark writes them in its offset log."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject

Offsets = dict[str, dict[int, int]]
"""topic -> partition -> offset"""

_EARLIEST = -2  # Kafka's own word for it, which Spark understands


@dataclass(frozen=True)
class OffsetRange:
    """From `start` (included) to `end` (excluded), for every partition."""

    start: Offsets
    end: Offsets

    def topics(self) -> list[str]:
        """The topics, sorted."""
        return sorted(self.end)

    def records(self) -> int:
        """How many records there are at most; transactions leave gaps, old ones may be gone."""
        return sum(
            end - self.start.get(topic, {}).get(partition, 0)
            for topic, partitions in self.end.items()
            for partition, end in partitions.items()
        )

    def start_json(self) -> str:
        """`start` with a place for every partition of `end`: a new one starts at its beginning."""
        whole = {
            topic: {
                str(partition): self.start.get(topic, {}).get(partition, _EARLIEST)
                for partition in partitions
            }
            for topic, partitions in self.end.items()
        }
        return json.dumps(whole)

    def end_json(self) -> str:
        """`end` as the source's option takes it."""
        return json.dumps(
            {
                topic: {str(partition): offset for partition, offset in partitions.items()}
                for topic, partitions in self.end.items()
            }
        )


def parse_offsets(text: str | None) -> Offsets:
    """Read the JSON of a Kafka source's offset; none = nothing read yet."""
    if not text:
        return {}
    return {
        topic: {int(partition): int(offset) for partition, offset in partitions.items()}
        for topic, partitions in json.loads(text).items()
    }


def logged_range(query: "JavaObject", batch_id: int, initial: Offsets) -> OffsetRange:
    """The offsets of a batch that is running, from the query's offset log.

    Args:
        query: the JVM's StreamExecution.
        batch_id: the batch. Its end is logged before it runs; its start is its predecessor's end.
        initial: where batch 0 starts.
    """
    start = initial if batch_id == 0 else _logged(query, batch_id - 1)
    return OffsetRange(start, _logged(query, batch_id))


def logged_time(query: "JavaObject", batch_id: int) -> int:
    """The time of a batch in epoch milliseconds: what `current_timestamp()` was in it."""
    return int(query.offsetLog().get(batch_id).get().metadataOpt().get().batchTimestampMs())


def _logged(query: "JavaObject", batch_id: int) -> Offsets:
    offsets = query.offsetLog().get(batch_id).get().offsets()
    return parse_offsets(offsets.head().get().json())
