"""What the query sees of a batch's records while it counts them: how many, and which are dead.

So a batch is read again only if it has dead records, and then only near them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812

from tune_contract.pipelines.dead_letters import MAX_PAYLOAD

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject

_NAME = "input"
_PLACES = 32_768
"""A dead record leaves a bit at its offset modulo this: as many bits as Spark's bitmaps have."""
_FEW = 2_000
"""Of more bits the list would be long, and most batches with so many dead records are broken."""


@dataclass(frozen=True)
class Observed:
    """A batch's records."""

    read: int = 0
    dead: int = 0
    dead_bytes: int = 0
    """Of the dead records' values, of each no more than MAX_PAYLOAD."""
    places: bytes = b""
    """The bitmap: bit n is in byte n // 8, at n % 8 from the lowest."""

    def near_dead(self) -> Column:
        """Whether a record has the `offset` of a dead one, but for multiples of _PLACES."""
        bits = int.from_bytes(self.places, "little")
        if not 0 < bits.bit_count() <= _FEW:
            return F.lit(True)
        places = [str(place) for place in range(bits.bit_length()) if bits >> place & 1]
        return F.expr(f"offset % {_PLACES} IN ({', '.join(places)})")  # one call, not one for each


def observe(parsed: DataFrame) -> DataFrame:
    """The same `event` and `good`, counted on their way.

    Args:
        parsed: with `value` and `offset` besides.
    """
    size = F.least(F.coalesce(F.length("value"), F.lit(0)), F.lit(MAX_PAYLOAD)).alias("size")
    dead = ~F.col("good")
    return parsed.select("event", "good", "offset", size).observe(
        _NAME,
        F.count(F.lit(1)),
        F.count_if(dead),
        F.coalesce(F.sum(F.when(dead, F.col("size"))), F.lit(0)),
        F.bitmap_construct_agg(F.when(dead, F.col("offset") % _PLACES)),
    )


def observed(execution: "JavaObject") -> Observed:
    """What a query has seen of its last batch.

    Args:
        execution: the JVM's StreamExecution.
    """
    metrics = execution.lastExecution().observedMetrics()
    if not metrics.contains(_NAME):  # the batch only moves the watermark
        return Observed()
    row = metrics.apply(_NAME)
    return Observed(row.getLong(0), row.getLong(1), row.getLong(2), row.get(3))
