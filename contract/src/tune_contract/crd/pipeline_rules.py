"""Rules that follow from the built-in pipelines.

A pipeline that an image brings is not known here: the operator and its driver check such a job.
"""

from collections.abc import Iterable

from tune_contract.pipelines.declaration import Pipeline
from tune_contract.rule import Rule


def pipeline_rules(pipelines: Iterable[Pipeline]) -> list[Rule]:
    """The rules for a spec that names one of the pipelines."""
    known = sorted(pipelines, key=lambda pipeline: pipeline.name)
    streaming = [pipeline.name for pipeline in known if not pipeline.batch]
    batch = [pipeline.name for pipeline in known if pipeline.batch]
    return [*(_inputs(pipeline) for pipeline in known), _no_schedule(streaming), _once(batch)]


def _inputs(pipeline: Pipeline) -> Rule:
    names, inputs = ", ".join(pipeline.inputs), sorted(pipeline.inputs)
    if not inputs:
        return Rule(
            f"{pipeline.name} reads no topic; drop kafka.topics",
            f"self.pipeline != '{pipeline.name}' || self.kafka.topics.size() == 0",
            field_path=".kafka.topics",
        )
    return Rule(
        f"{pipeline.name} reads: {names}; give a topic for each of them and for nothing else",
        f"self.pipeline != '{pipeline.name}' || (self.kafka.topics.size() == {len(inputs)} && "
        f"self.kafka.topics.all(input, input in {inputs}))",
        field_path=".kafka.topics",
    )


def _no_schedule(streaming: list[str]) -> Rule:
    advice = "is a streaming pipeline; use interval or availableNow"
    return Rule(
        f"this {advice}",
        f"!has(self.trigger.schedule) || !(self.pipeline in {streaming})",
        message_cel=f"self.pipeline + ' {advice}'",
        field_path=".trigger.schedule",
    )


def _once(batch: list[str]) -> Rule:
    advice = "is a batch pipeline; give schedule or availableNow: true"
    return Rule(
        f"this {advice}",
        f"!(self.pipeline in {batch}) || has(self.trigger.schedule) || self.trigger.availableNow",
        message_cel=f"self.pipeline + ' {advice}'",
        field_path=".trigger",
    )
