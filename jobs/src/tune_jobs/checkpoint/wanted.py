"""The mark that a job would make now: what its checkpoint has to fit."""

import pyspark

from tune_contract.pipelines.declaration import Pipeline
from tune_contract.runtime.job_config import JobConfig
from tune_jobs.checkpoint.basis import (
    PARAMETER,
    PARTITIONS,
    SPARK,
    STATE_VERSION,
    Basis,
    hash_of,
)
from tune_jobs.checkpoint.mark import CheckpointMark
from tune_jobs.spark.session import spark_conf
from tune_jobs.spark.state import STATE_SETTINGS

_TIME_ZONE = "spark.sql.session.timeZone"


def basis_of(config: JobConfig, pipeline: Pipeline) -> Basis:
    """What the state would depend on if the checkpoint were made now."""
    parameters = pipeline.parameters.model_validate(config.parameters).model_dump(
        mode="json", by_alias=False
    )
    conf = spark_conf(config)
    return {
        STATE_VERSION: pipeline.state_version,
        SPARK: ".".join(pyspark.__version__.split(".")[:2]),
        PARTITIONS: conf[PARTITIONS],
        _TIME_ZONE: conf[_TIME_ZONE],  # a pipeline may group by days or hours of it
        **{name: conf[name] for name in STATE_SETTINGS},
        **{f"{PARAMETER}{name}": parameters[name] for name in pipeline.state_parameters},
    }


def mark_of(config: JobConfig, pipeline: Pipeline) -> CheckpointMark:
    """The mark of a checkpoint that the job makes now."""
    basis = basis_of(config, pipeline)
    return CheckpointMark(
        uid=config.job.uid,
        namespace=config.job.namespace,
        name=config.job.name,
        pipeline=config.pipeline,
        topics={name: topic.name for name, topic in config.inputs.items()},
        state={name: basis[f"{PARAMETER}{name}"] for name in pipeline.state_parameters},
        basis=basis,
        hash=hash_of(basis),
    )
