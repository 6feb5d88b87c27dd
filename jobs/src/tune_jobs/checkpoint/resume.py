"""Where a query goes on: the first offsets that no committed batch has."""

from pyspark.sql import SparkSession

from tune_contract.runtime.job_config import JobConfig
from tune_contract.tunejob.kafka import OnDataLoss
from tune_jobs.checkpoint.claim import initial_offsets
from tune_jobs.checkpoint.files import Files
from tune_jobs.checkpoint.inspection import Inspection
from tune_jobs.checkpoint.logs import Logs
from tune_jobs.source.gap import earliest_offsets, find_gaps, refuse_gaps
from tune_jobs.source.offsets import Offsets, parse_offsets


def check_gaps(spark: SparkSession, files: Files, config: JobConfig) -> None:
    """See that Kafka still has what comes next, unless the job skips what is gone.

    Args:
        spark: for the JVM's Kafka client.
        files: the checkpoint's, of which the ends of the logs are whole.
        config: the job's.

    Raises:
        KafkaUnreachable: Kafka does not answer.
        RecordsGone: it has deleted some.
    """
    start = _next_offsets(spark, files, config.checkpoint.location)
    skips = {
        topic.name for topic in config.inputs.values() if topic.on_data_loss is OnDataLoss.SKIP
    }
    asked = {topic: partitions for topic, partitions in start.items() if topic not in skips}
    if asked:
        refuse_gaps(find_gaps(asked, earliest_offsets(spark, config.kafka, asked)))


def _next_offsets(spark: SparkSession, files: Files, location: str) -> Offsets:
    """Where the first batch that is not committed starts; empty before the first batch."""
    logs = Logs(Inspection(files))
    if not logs.offsets:
        return {}
    begun = logs.offsets[-1]
    last = begun if logs.commits[-1:] == [begun] else begun - 1
    if last < 0:
        return initial_offsets(spark, location)
    text = (files.read(f"offsets/{last}") or b"").decode()
    return parse_offsets(text.strip().rpartition("\n")[2])
