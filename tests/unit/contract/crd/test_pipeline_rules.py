from dataclasses import replace

from tune_contract.crd.pipeline_rules import pipeline_rules
from tune_contract.pipelines.genre_counts import GENRE_COUNTS

NIGHTLY = replace(GENRE_COUNTS, name="nightly", batch=True)


def test_each_pipeline_has_its_inputs() -> None:
    rule = pipeline_rules([GENRE_COUNTS])[0]
    assert rule.message.startswith("genre-counts reads: plays;")
    assert rule.cel == (
        "self.pipeline != 'genre-counts' || (self.kafka.topics.size() == 1 && "
        "self.kafka.topics.all(input, input in ['plays']))"
    )


def test_only_a_batch_pipeline_has_a_schedule() -> None:
    rule = pipeline_rules([NIGHTLY, GENRE_COUNTS])[-2]
    assert rule.cel == "!has(self.trigger.schedule) || !(self.pipeline in ['genre-counts'])"
    assert rule.field_path == ".trigger.schedule"


def test_a_batch_pipeline_runs_once_or_by_a_schedule() -> None:
    rule = pipeline_rules([NIGHTLY, GENRE_COUNTS])[-1]
    assert rule.cel == (
        "!(self.pipeline in ['nightly']) || has(self.trigger.schedule) || self.trigger.availableNow"
    )


def test_a_pipeline_without_inputs_has_no_topics() -> None:
    rule = pipeline_rules([replace(NIGHTLY, inputs={})])[0]
    assert rule.message == "nightly reads no topic; drop kafka.topics"
    assert rule.cel == "self.pipeline != 'nightly' || self.kafka.topics.size() == 0"
