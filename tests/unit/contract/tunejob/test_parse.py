"""Each bad input is a line with its path, its value and what is allowed."""

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.parse import parse_applied_tunejob, parse_tunejob
from tune_contract.tunejob.problems import InvalidDocument

GOOD: dict[str, Any] = {
    "apiVersion": "tunejob.io/v1alpha1",
    "kind": "TuneJob",
    "metadata": {"name": "genre-counts"},
    "spec": {
        "pipeline": "genre-counts",
        "parameters": {"window": "1 minute", "watermark": "10 seconds"},
        "kafka": {"cluster": "tune", "topics": {"plays": {"name": "music-plays"}}},
        "sinks": [{"postgres": {"secretRef": {"name": "results-db"}}}],
    },
}
WEEKLY = {"schedule": "0 7 * * MON", "timeZone": "Europe/Oslo"}


def problems(change: Callable[[dict[str, Any]], None]) -> list[str]:
    document = copy.deepcopy(GOOD)
    change(document)
    with pytest.raises(InvalidDocument) as caught:
        parse_tunejob(document, installed_pipelines())
    return [str(problem) for problem in caught.value.problems]


def test_defaults_are_those_of_the_design() -> None:
    spec = parse_tunejob(GOOD, installed_pipelines()).spec
    assert spec.restart_policy.max_restarts == 10
    assert spec.restart_policy.backoff.initial == timedelta(seconds=10)
    assert spec.upgrade.drain_timeout == timedelta(seconds=60)
    assert spec.health.progress.window == timedelta(minutes=5)
    assert spec.interval() == timedelta(seconds=1)
    assert spec.kafka.topics["plays"].partitions == 3
    assert not spec.bounded()


@pytest.mark.parametrize(
    ("trigger", "once"),
    [({}, False), ({"interval": "5s"}, False), ({"availableNow": True}, True), (WEEKLY, True)],
)
def test_a_driver_runs_once_or_without_end(trigger: dict[str, Any], once: bool) -> None:
    spec = TuneJob.model_validate({**GOOD, "spec": {**GOOD["spec"], "trigger": trigger}}).spec
    assert (spec.trigger.once(), spec.bounded()) == (once, once)


def test_a_job_is_frozen() -> None:
    job = parse_tunejob(GOOD, installed_pipelines())
    with pytest.raises(ValueError, match="frozen"):
        job.spec.suspend = True  # type: ignore[misc]


def test_what_is_written_reads_back() -> None:
    job = parse_tunejob(GOOD, installed_pipelines())
    assert parse_tunejob(job.model_dump(mode="json"), installed_pipelines()) == job


def set_spec(**fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["spec"].update(fields)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            set_spec(kafak={}),
            ["spec.kafak: unknown field; did you mean kafka?"],
        ),
        (
            set_spec(pipeline="genre-count"),
            [
                "spec.pipeline: 'genre-count': no such pipeline here; there are: genre-counts, leaderboard, top-songs, top-songs-backfill; install the package of another one here, too (docs/custom-pipelines.md)"
            ],
        ),
        (
            set_spec(parameters={"window": "soon"}),
            [
                (
                    "spec.parameters.window: 'soon': not a duration: write a number and a unit, "
                    "as in 500ms, 10s, 5m, 1h30m, 7d or '1 minute'"
                )
            ],
        ),
        (
            set_spec(parameters={"window": "0s"}),
            ["spec.parameters.window: '0s': must be longer than 0s"],
        ),
        (
            set_spec(parameters={"windw": "1m"}),
            ["spec.parameters.windw: unknown field; did you mean window?"],
        ),
        (
            set_spec(sinks=[]),
            ["spec.sinks: list should have at least 1 item after validation, not 0"],
        ),
        (
            set_spec(sinks=[{}]),
            [
                (
                    "spec.sinks[0]: give exactly one of postgres, delta, parquet, csv, redis, kafka; "
                    "got none"
                )
            ],
        ),
        (
            set_spec(sinks=[{"csv": {"path": "a"}}, {"csv": {"path": "a"}}]),
            ["spec: sinks: the same sink stands twice; give each its own target"],
        ),
        (
            set_spec(pipeline="other", producer={"scenario": "tides"}),
            [
                "spec.pipeline: 'other': no such pipeline here; there are: genre-counts, leaderboard, top-songs, top-songs-backfill; install the package of another one here, too (docs/custom-pipelines.md)",
                "spec.producer.scenario: 'tides': no such scenario; there are: "
                "steady, waves, regions",
            ],
        ),
        (
            set_spec(producer={"scenario": "waves", "parameters": {"users": "many"}}),
            [
                (
                    "spec.producer.parameters.users: 'many': input should be a valid integer, "
                    "unable to parse string as an integer"
                )
            ],
        ),
        (
            set_spec(producer={"total": 2, "replicas": 3}),
            ["spec.producer: replicas must not be more than total: each makes at least one event"],
        ),
        (
            set_spec(producer={"rate": -1}),
            ["spec.producer.rate: -1: input should be greater than or equal to 0"],
        ),
        (
            set_spec(sparkConf={"spark.master": "local"}),
            [
                (
                    "spec.sparkConf.spark.master: 'spark.master': not a setting that a job may change: "
                    "it is the product's to set, or it could break the sinks' promises "
                    "(the reference lists the allowed ones)"
                )
            ],
        ),
        (
            set_spec(sparkConf={"spark.hadoop.fs.s3a.secret.key": "x"}),
            [
                (
                    "spec.sparkConf.spark.hadoop.fs.s3a.secret.key: 'spark.hadoop.fs.s3a.secret.key': "
                    "secrets do not belong in sparkConf: give a secretRef on the sink"
                )
            ],
        ),
        (
            set_spec(trigger={"interval": "1s", "availableNow": True}),
            ["spec.trigger: give one of interval, availableNow and schedule"],
        ),
        (
            set_spec(trigger={"schedule": "0 7 * * MON"}),
            [
                (
                    "spec.trigger.schedule: genre-counts is a streaming pipeline; "
                    "use interval or availableNow"
                )
            ],
        ),
        (
            set_spec(kafka={"topics": {"chat": {"name": "x"}}}),
            [
                "spec.kafka.topics.chat: genre-counts has no such input; it has: plays",
                "spec.kafka.topics.plays: is missing; genre-counts reads: plays",
            ],
        ),
        (
            set_spec(
                kafka={
                    "cluster": "a",
                    "bootstrapServers": "b:1",
                    "topics": {"plays": {"name": "x"}},
                }
            ),
            ["spec.kafka: give either cluster or bootstrapServers, not both"],
        ),
        (
            set_spec(restartPolicy={"backoff": {"initial": "10m", "max": "5m"}}),
            ["spec.restartPolicy.backoff: initial must not be longer than max"],
        ),
        (
            lambda document: document["spec"].pop("kafka"),
            ["spec.kafka.topics.plays: is missing; genre-counts reads: plays"],
        ),
        (
            lambda document: document.update(kind="SparkApplication"),
            ["kind: 'SparkApplication': input should be 'TuneJob'"],
        ),
        (
            lambda document: document["metadata"].update(name="x" * 41),
            [
                (
                    "metadata.name: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx': use at most 40 "
                    "lower-case letters, digits and '-', starting with a letter and not ending with '-'"
                )
            ],
        ),
    ],
)
def test_bad_input(change: Callable[[dict[str, Any]], None], expected: list[str]) -> None:
    assert problems(change) == expected


@pytest.mark.parametrize("document", [None, [], "text", 3])
def test_not_a_mapping(document: object) -> None:
    with pytest.raises(InvalidDocument, match="expected a mapping with kind: TuneJob"):
        parse_tunejob(document, installed_pipelines())


def test_all_problems_come_at_once() -> None:
    found = problems(set_spec(suspend="maybe", driver={"cores": 0}, image=5))
    assert [line.split(":")[0] for line in found] == [
        "spec.suspend",
        "spec.driver.cores",
        "spec.image",
    ]


def test_an_image_brings_no_scenario() -> None:
    spec = {**GOOD["spec"], "pipeline": "brought", "image": "mine:1"}
    registry = installed_pipelines()
    assert parse_applied_tunejob({**GOOD, "spec": spec}, registry).spec.pipeline == "brought"
    spec["producer"] = {"scenario": "brought"}
    with pytest.raises(InvalidDocument, match="no such scenario"):
        parse_applied_tunejob({**GOOD, "spec": spec}, registry)
