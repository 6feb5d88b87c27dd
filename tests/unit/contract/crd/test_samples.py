"""What the samples say is what the models do; tests/cluster shows that the CRD does the same."""

from pathlib import Path

import pytest
import yaml

from tune_contract.crd.messages import messages
from tune_contract.pipelines.declaration import Input, Pipeline
from tune_contract.pipelines.genre_counts import GENRE_COUNTS, GenreCountsParameters
from tune_contract.pipelines.registry import BUILT_IN, PipelineRegistry
from tune_contract.tunejob.parse import parse_tunejob
from tune_contract.tunejob.problems import InvalidDocument, Problem

NIGHTLY = Pipeline("nightly", "", {}, GenreCountsParameters, (), batch=True)
SAMPLES = Path(__file__).parents[3] / "data" / "tunejobs"


def registry(document) -> PipelineRegistry:
    """The built-in pipelines, and one of an image that reads what the document has."""
    inputs = {name: Input(GENRE_COUNTS.inputs["plays"].event, ()) for name in topics(document)}
    nightly = Pipeline(NIGHTLY.name, "", inputs, NIGHTLY.parameters, (), batch=True)
    return PipelineRegistry((*BUILT_IN, nightly))


def topics(document) -> list[str]:
    return list(document["spec"].get("kafka", {}).get("topics", {}))


def parse(document):
    return parse_tunejob(document, registry(document))


def problems(document) -> list[Problem]:
    with pytest.raises(InvalidDocument) as caught:
        parse(document)
    return caught.value.problems


def test_good_ones_are_taken(good_sample) -> None:
    job = parse(good_sample.document)
    assert job.spec.kafka.named() or not job.spec.kafka.topics


def test_bad_ones_are_refused(bad_sample) -> None:
    expected = bad_sample.refusal
    found = problems(bad_sample.document)
    assert expected.path in {each.path for each in found}
    assert all(expected.message in each.message for each in found if each.path == expected.path)


def test_a_file_without_a_kafka_is_for_one_machine_only(local_sample) -> None:
    assert not parse(local_sample.document).spec.kafka.named()


def test_changes_are_between_two_good_documents(good_change) -> None:
    for document in good_change.documents:
        parse(document)


def test_bad_changes_are_between_two_good_documents(bad_change) -> None:
    for document in bad_change.documents:
        parse(document)


def test_a_field_without_a_value_is_not_there() -> None:
    nothing = yaml.safe_load((SAMPLES / "good" / "nothing-said.yaml").read_text())
    least = yaml.safe_load((SAMPLES / "good" / "minimal.yaml").read_text())
    assert parse(nothing) == parse(least)


def test_every_rule_of_the_crd_has_a_bad_sample() -> None:
    folders = ("bad", "local", "changes/bad")
    files = [file for folder in folders for file in (SAMPLES / folder).glob("*.yaml")]
    lines = [line for file in files for line in file.read_text().splitlines()[:2]]
    said = [line.rsplit("spec.", 1)[-1].split(": ", 1)[-1] for line in lines if line[0] == "#"]
    rules = {each.text for each in messages()}
    untried = {rule for rule in rules if not any(message in rule for message in said)}
    # Those that name the pipeline only when they are broken; their samples have the name.
    assert untried == {
        "this is a streaming pipeline; use interval or availableNow",
        "this is a batch pipeline; give schedule or availableNow: true",
    }, "add a file"
