"""Reads a TuneJob once, at the edge: after this nothing in it needs checking again."""

from collections.abc import Mapping

from pydantic import BaseModel, ValidationError

from tune_contract.pipelines.declaration import Pipeline
from tune_contract.pipelines.packages import GUIDE
from tune_contract.pipelines.registry import PipelineRegistry
from tune_contract.tunejob.job import TuneJob
from tune_contract.tunejob.problems import InvalidDocument, Problem, problems_of
from tune_contract.tunejob.scenario_problems import scenario_problems
from tune_contract.tunejob.spec import TuneJobSpec

HINT = "`tune validate FILE` checks a file, docs/reference/tunejob.md lists every field"
_PACKAGES = f"; install the package of another one here, too ({GUIDE})"


def parse_tunejob(document: object, pipelines: PipelineRegistry, what: str = "TuneJob") -> TuneJob:
    """Check a document and make a TuneJob of it.

    Args:
        document: what the YAML or JSON said.
        pipelines: the pipelines that exist here.
        what: how errors call the document, as in `examples/genre-counts.yaml`.

    Raises:
        InvalidDocument: every problem at once, each with path, value and what is allowed.
    """
    if not isinstance(document, Mapping):
        raise InvalidDocument(what, [Problem("", "expected a mapping with kind: TuneJob")], HINT)
    try:
        job = TuneJob.model_validate(document)
    except ValidationError as error:
        raise InvalidDocument(what, problems_of(error, TuneJob), HINT) from None
    problems = [*pipeline_problems(job.spec, pipelines), *_producer_problems(job.spec)]
    if problems:
        raise InvalidDocument(what, problems, HINT)
    return job


def pipeline_problems(spec: TuneJobSpec, pipelines: PipelineRegistry) -> list[Problem]:
    """What is wrong between a spec and the pipeline it names."""
    pipeline = pipelines.get(spec.pipeline)
    if pipeline is None:
        known = ", ".join(pipelines.names())
        message = f"{spec.pipeline!r}: no such pipeline here; there are: {known}{_PACKAGES}"
        return [Problem("spec.pipeline", message)]
    return [
        *_topic_problems(spec, pipeline),
        *_parameter_problems(spec, pipeline.parameters),
        *_trigger_problems(spec, pipeline),
    ]


def _topic_problems(spec: TuneJobSpec, pipeline: Pipeline) -> list[Problem]:
    wanted, given = set(pipeline.inputs), set(spec.kafka.topics)
    named = ", ".join(pipeline.inputs) or "none"
    problems = [
        Problem(f"spec.kafka.topics.{name}", f"{pipeline.name} has no such input; it has: {named}")
        for name in sorted(given - wanted)
    ]
    problems += [
        Problem(f"spec.kafka.topics.{name}", f"is missing; {pipeline.name} reads: {named}")
        for name in sorted(wanted - given)
    ]
    return problems


def _parameter_problems(spec: TuneJobSpec, model: type[BaseModel]) -> list[Problem]:
    try:
        model.model_validate(spec.parameters)
    except ValidationError as error:
        return problems_of(error, model, "spec.parameters")
    return []


def _producer_problems(spec: TuneJobSpec) -> list[Problem]:
    return scenario_problems(spec.producer, "spec.producer.") if spec.producer else []


def _trigger_problems(spec: TuneJobSpec, pipeline: Pipeline) -> list[Problem]:
    if spec.trigger.schedule and not pipeline.batch:
        message = f"{pipeline.name} is a streaming pipeline; use interval or availableNow"
        return [Problem("spec.trigger.schedule", message)]
    if pipeline.batch and not spec.trigger.once():
        message = f"{pipeline.name} is a batch pipeline; give schedule or availableNow: true"
        return [Problem("spec.trigger", message)]
    return []


def parse_applied_tunejob(document: Mapping[str, object], pipelines: PipelineRegistry) -> TuneJob:
    """Check a TuneJob as the API server has it.

    A pipeline that is not known here may be one that the job's own image brings; its driver checks
    the parameters.

    Raises:
        InvalidDocument: every problem at once.
    """
    plain = {key: value for key, value in document.items() if key != "status"}
    metadata = plain.get("metadata")
    what = f"TuneJob {metadata.get('name', '')}" if isinstance(metadata, Mapping) else "TuneJob"
    try:
        job = TuneJob.model_validate(plain)
    except ValidationError as error:
        raise InvalidDocument(what, problems_of(error, TuneJob), HINT) from None
    problems = _producer_problems(job.spec)
    if not job.spec.image or pipelines.get(job.spec.pipeline) is not None:
        problems += pipeline_problems(job.spec, pipelines)
    if problems:
        raise InvalidDocument(what, problems, HINT)
    return job
