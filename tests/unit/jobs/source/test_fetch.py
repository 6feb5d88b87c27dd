import pytest

from tune_jobs.source.fetch import fetch_options

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("partitions", "fetched", "records"),
    [
        (0, 8 * MIB, 20_971),
        (6, 8 * MIB, 20_971),
        (48, MIB, 2_621),
        (10_000, MIB // 8, 327),  # a larger record is fetched alone, whatever is said here
    ],
)
def test_more_partitions_fetch_less_each(partitions, fetched, records):
    assert fetch_options(partitions) == {
        "kafka.max.poll.records": str(records),
        "kafka.max.partition.fetch.bytes": str(fetched),
        "kafka.fetch.min.bytes": str(min(fetched, MIB)),
        "kafka.fetch.max.wait.ms": "50",
    }
