"""Reads the one document that a driver, a rebuild or a replay starts from."""

from pathlib import Path

from pydantic import ValidationError

from tune_contract.errors import InvalidInput, NotFound
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.pipelines.packages import GUIDE
from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.runtime.job_config import JobConfig, SinkConfig
from tune_contract.tunejob.problems import problems_of
from tune_contract.tunejob.sinks import SinkKind


def read_config(path: Path) -> JobConfig:
    """Read the JobConfig.

    Raises:
        InvalidInput: there is none, or it is wrong.
    """
    try:
        return JobConfig.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InvalidInput(f"cannot read {path}: {error.strerror}", "check --config") from None
    except ValidationError as error:
        problems = "; ".join(map(str, problems_of(error, JobConfig)))
        raise InvalidInput(f"{path} is not a JobConfig: {problems}", "render it anew") from None


def pipeline_of(config: JobConfig) -> Pipeline:
    """The pipeline that a job runs.

    Raises:
        NotFound: none of that name is installed.
    """
    found = installed_pipelines().get(config.pipeline)
    if found is None:
        raise NotFound(f"no pipeline {config.pipeline}", f"use an image that brings it ({GUIDE})")
    return found


def first_sink(config: JobConfig, kind: SinkKind, reason: str) -> SinkConfig:
    """The job's first sink of a kind.

    Args:
        config: the job.
        kind: which sink.
        reason: why there has to be one.

    Raises:
        InvalidInput: there is none.
    """
    for sink in config.sinks:
        if sink.kind is kind:
            return sink
    raise InvalidInput(
        f"{config.job.name} has no {kind.value} sink: {reason}", "add one to spec.sinks and run it"
    )
