"""Where a query goes on: the first offsets that no committed batch has."""

from pyspark.sql import SparkSession

from tune_contract.runtime.job_config import JobConfig
from tune_contract.tunejob.kafka import OnDataLoss
from tune_jobs.checkpoint.claim import initial_offsets
from tune_jobs.source.gap import earliest_offsets, find_gaps, refuse_gaps
from tune_jobs.source.offsets import Offsets, parse_offsets
from tune_jobs.spark.files import names, read_text


def check_gaps(spark: SparkSession, config: JobConfig) -> None:
    """See that Kafka still has what comes next, unless the job skips what is gone.

    Raises:
        KafkaUnreachable: Kafka does not answer.
        RecordsGone: it has deleted some.
    """
    start = next_offsets(spark, config.checkpoint.location)
    skips = {
        topic.name for topic in config.inputs.values() if topic.on_data_loss is OnDataLoss.SKIP
    }
    asked = {topic: partitions for topic, partitions in start.items() if topic not in skips}
    if asked:
        refuse_gaps(find_gaps(asked, earliest_offsets(spark, config.kafka, asked)))


def next_offsets(spark: SparkSession, location: str) -> Offsets:
    """Where the first batch that is not committed starts; empty before the first batch."""
    begun = _newest(spark, f"{location}/offsets")
    if begun is None:
        return {}
    committed = _newest(spark, f"{location}/commits")
    last = begun if committed == begun else begun - 1
    if last < 0:
        return initial_offsets(spark, location)
    text = read_text(spark, f"{location}/offsets/{last}") or ""
    return parse_offsets(text.strip().rpartition("\n")[2])


def _newest(spark: SparkSession, folder: str) -> int | None:
    numbers = [int(name) for name in names(spark, folder) if name.isdecimal()]
    return max(numbers, default=None)
