"""Takes a checkpoint for a job. Spark would go on from any checkpoint, another job's too."""

import logging

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.runtime.job_config import JobConfig
from tune_jobs.checkpoint.basis import changes
from tune_jobs.checkpoint.errors import CheckpointMismatch
from tune_jobs.checkpoint.files import replace_file
from tune_jobs.checkpoint.mark import MARK, CheckpointMark, read_mark, taken_again
from tune_jobs.checkpoint.place import local_folder
from tune_jobs.checkpoint.wanted import mark_of
from tune_jobs.source.offsets import Offsets, parse_offsets
from tune_jobs.spark.files import exists, read_text, write_text
from tune_jobs.spark.jvm import java_cause

_LOG = logging.getLogger(__name__)


def claim_checkpoint(spark: SparkSession, config: JobConfig, pipeline: Pipeline) -> CheckpointMark:
    """Mark an empty checkpoint as this job's, or check that it is; the mark.

    Raises:
        CheckpointMismatch: it is another job's, or nobody's that we know, or its state was made
            in another way.
        InvalidInput: it cannot be read or written.
    """
    try:
        return _claim(spark, config.checkpoint.location, mark_of(config, pipeline))
    except Py4JJavaError as error:
        raise InvalidInput(
            f"cannot use the checkpoint {config.checkpoint.location}: {java_cause(error)}",
            "check checkpoint.location, the right to write there, and its room",
        ) from error


def _claim(spark: SparkSession, location: str, wanted: CheckpointMark) -> CheckpointMark:
    path = f"{location}/{MARK}"
    text = read_text(spark, path)
    if text is None:
        if exists(spark, f"{location}/metadata"):
            raise CheckpointMismatch(
                f"{location} holds a checkpoint that no TuneJob made",
                "choose an empty folder for checkpoint.location",
            )
        write_text(spark, path, wanted.model_dump_json(indent=2))
        return wanted
    found = read_mark(location, text)
    kept = taken_again(location, found, wanted)
    for each in changes(found.known(), wanted.basis):
        _LOG.info("the checkpoint goes on with %s %s, now %s", each.name, each.was, each.now)
    if kept != found:
        _rewrite(spark, location, kept)
    return kept


def note_query(spark: SparkSession, location: str, mark: CheckpointMark, query: str) -> None:
    """Note the query's id: from now on a checkpoint without its metadata is a broken one."""
    if mark.query != query:
        _rewrite(spark, location, mark.model_copy(update={"query": query}))


def _rewrite(spark: SparkSession, location: str, mark: CheckpointMark) -> None:
    text = mark.model_dump_json(indent=2)
    try:
        folder = local_folder(location)
    except InvalidInput:
        write_text(spark, f"{location}/{MARK}", text)
    else:
        replace_file(folder / MARK, text)


def initial_offsets(spark: SparkSession, location: str) -> Offsets:
    """Where batch 0 starts: Spark's Kafka source notes it in `sources/0/0`."""
    text = read_text(spark, f"{location}/sources/0/0") or ""
    return parse_offsets(text[text.find("{") :] if "{" in text else None)
