"""Whose checkpoint it is. Spark would go on from any checkpoint, another job's too."""

from py4j.protocol import Py4JJavaError
from pydantic import Field, JsonValue, ValidationError
from pyspark.sql import SparkSession

from tune_contract.errors import InvalidInput
from tune_contract.model import LenientModel
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.runtime.job_config import JobConfig
from tune_jobs.driver.failure import CheckpointMismatch
from tune_jobs.source.offsets import Offsets, parse_offsets
from tune_jobs.spark.files import exists, read_text, write_text
from tune_jobs.spark.jvm import java_cause

_FILE = "tunejob.json"


class CheckpointIdentity(LenientModel):
    """What a checkpoint belongs to."""

    uid: str
    namespace: str
    name: str
    pipeline: str
    topics: dict[str, str]
    """The pipeline's inputs -> the topics' names."""
    state: dict[str, JsonValue] = Field(default_factory=dict)
    """The parameters that the state depends on, with their values."""


def claim_checkpoint(spark: SparkSession, config: JobConfig, pipeline: Pipeline) -> None:
    """Mark an empty checkpoint as this job's, or check that it is.

    Raises:
        CheckpointMismatch: it is another job's, or nobody's that we know, or its state was made
            with other parameters.
        InvalidInput: it cannot be read or written.
    """
    try:
        _claim(spark, config, pipeline)
    except Py4JJavaError as error:
        raise InvalidInput(
            f"cannot use the checkpoint {config.checkpoint.location}: {java_cause(error)}",
            "check checkpoint.location, the right to write there, and its room",
        ) from error


def _claim(spark: SparkSession, config: JobConfig, pipeline: Pipeline) -> None:
    location = config.checkpoint.location
    path = f"{location}/{_FILE}"
    wanted = _identity(config, pipeline)
    text = read_text(spark, path)
    if text is not None:
        _check(location, text, wanted)
    elif exists(spark, f"{location}/metadata"):
        raise CheckpointMismatch(
            f"{location} holds a checkpoint that no TuneJob made",
            "choose an empty folder for checkpoint.location",
        )
    else:
        write_text(spark, path, wanted.model_dump_json(indent=2))


def initial_offsets(spark: SparkSession, location: str) -> Offsets:
    """Where batch 0 starts: Spark's Kafka source notes it in `sources/0/0`."""
    text = read_text(spark, f"{location}/sources/0/0") or ""
    return parse_offsets(text[text.find("{") :] if "{" in text else None)


def _identity(config: JobConfig, pipeline: Pipeline) -> CheckpointIdentity:
    parameters = pipeline.parameters.model_validate(config.parameters).model_dump(
        mode="json", by_alias=False
    )
    return CheckpointIdentity(
        uid=config.job.uid,
        namespace=config.job.namespace,
        name=config.job.name,
        pipeline=config.pipeline,
        topics={name: topic.name for name, topic in config.inputs.items()},
        state={name: parameters[name] for name in pipeline.state_parameters},
    )


def _check(location: str, text: str, wanted: CheckpointIdentity) -> None:
    try:
        found = CheckpointIdentity.model_validate_json(text)
    except ValidationError:
        raise CheckpointMismatch(
            f"{location}/{_FILE} cannot be read", "choose an empty folder for checkpoint.location"
        ) from None
    if found.model_copy(update={"state": wanted.state}) != wanted:
        theirs = f"job {found.namespace}/{found.name} ({found.pipeline}, uid {found.uid or 'none'})"
        raise CheckpointMismatch(
            f"the checkpoint {location} is of another job: {theirs} "
            f"reading {', '.join(found.topics.values())}",
            "give this job a checkpoint.location of its own, or change checkpoint.resetNonce",
        )
    # A mark may be older than the note of a parameter: what is not known cannot be held against it.
    changed = [name for name, was in found.state.items() if wanted.state.get(name, was) != was]
    if changed:
        was = ", ".join(f"{name} {found.state[name]}" for name in changed)
        asked = ", ".join(f"{name} {wanted.state[name]}" for name in changed)
        raise CheckpointMismatch(
            f"the state in the checkpoint {location} was made with {was}, and {asked} is asked for",
            "take the change back, or change checkpoint.resetNonce to start over",
        )
