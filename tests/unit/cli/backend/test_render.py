from collections.abc import Callable
from pathlib import Path

import pytest

from tune_cli.backend.folders import JobFolder, RunFolder
from tune_cli.backend.place import Place
from tune_cli.backend.render import Run, driver_config, ledger_file, producer_config
from tune_cli.settings import Home
from tune_contract.errors import InvalidInput
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.job_config import EndpointConfig, SinkConfig, TriggerConfig
from tune_contract.tunejob import TuneJob, TuneJobStatus
from tune_contract.tunejob.sinks import SinkKind
from tune_contract.tunejob.status import AppliedStatus

MakeJob = Callable[..., TuneJob]
FOLDER = RunFolder(Path("/runs/genres-driver-2"), "driver")


@pytest.fixture
def place(home: Home) -> Place:
    folder = JobFolder(home, "default", "genres")
    return Place(folder, Path("/jobs"), "127.0.0.1:9092", cores=4)


def with_uid(job: TuneJob) -> TuneJob:
    metadata = job.metadata.model_copy(update={"uid": "u-1", "generation": 3})
    return job.model_copy(update={"metadata": metadata})


def test_the_drivers_document(place: Place, make_job: MakeJob) -> None:
    config = driver_config(with_uid(make_job()), place, Run(FOLDER, 4040, attempt=2))
    assert (config.job.uid, config.job.generation, config.job.attempt) == ("u-1", 3, 2)
    assert config.kafka == KafkaConnection(bootstrap_servers="127.0.0.1:9092")
    assert config.inputs["plays"].name == "music-plays"
    assert config.sinks == [
        SinkConfig(kind=SinkKind.POSTGRES, uri_file=str(place.job.database_uri), db_schema="genres")
    ]
    assert config.checkpoint.location == str(place.job.checkpoints / "u-1" / "0")
    assert config.endpoint == EndpointConfig(port=4040)
    assert config.termination_file == "/runs/genres-driver-2/termination.json"
    assert config.exit_with_parent
    assert config.spark.local_dir == "/runs/genres-driver-2/scratch"


def test_a_lake_is_where_the_delta_sink_of_the_other_job_has_it(
    place: Place, make_job: MakeJob
) -> None:
    parameters = {"lake": "lake/songs", "last": "1 hour"}
    job = make_job(pipeline="top-songs-backfill", parameters=parameters, kafka={})
    config = driver_config(with_uid(job), place, Run(FOLDER, 1))
    assert config.parameters == {"lake": "/jobs/lake/songs", "last": "1 hour"}
    assert config.inputs == {}


@pytest.mark.parametrize(("asked", "used"), [(2, 2), (64, 4)])
def test_no_more_tasks_than_the_machine_has_cores(
    place: Place, make_job: MakeJob, asked: int, used: int
) -> None:
    job = make_job(driver={"cores": asked, "memory": "2g"})
    spark = driver_config(job, place, Run(FOLDER, 1)).spark
    assert (spark.master, spark.shuffle_partitions) == (f"local[{used}]", used)
    assert spark.driver_memory == "2g"


@pytest.mark.parametrize(
    ("location", "expected"),
    [("state", "/jobs/state/1"), ("/state/", "/state/1"), ("s3a://lake/x", "s3a://lake/x/1")],
)
def test_a_checkpoint_of_the_users_own(
    place: Place, make_job: MakeJob, location: str, expected: str
) -> None:
    job = make_job(checkpoint={"location": location, "resetNonce": 1})
    checkpoint = driver_config(job, place, Run(FOLDER, 1)).checkpoint
    assert (checkpoint.location, checkpoint.reset_nonce) == (expected, 1)


def test_each_epoch_has_a_checkpoint_of_its_own(place: Place, make_job: MakeJob) -> None:
    status = TuneJobStatus(applied=AppliedStatus(checkpoint_epoch=7))
    job = with_uid(make_job(checkpoint={"resetNonce": 1})).model_copy(update={"status": status})
    checkpoint = driver_config(job, place, Run(FOLDER, 1)).checkpoint
    assert checkpoint.location == str(place.job.checkpoints / "u-1" / "1-7")


def test_sinks_are_resolved(place: Place, make_job: MakeJob) -> None:
    secret = place.job.secret_uri("cache")
    secret.parent.mkdir(parents=True)
    secret.write_text("redis://127.0.0.1")
    job = make_job(
        sinks=[
            {"postgres": {"secretRef": {"name": "results-db"}, "schema": "mine"}},
            {"delta": {"path": "lake"}},
            {"parquet": {"path": "s3a://lake/x"}},
            {"csv": {"path": "../out"}},
            {"redis": {"secretRef": {"name": "cache"}}},
            {"kafka": {"topic": "counts"}},
        ]
    )
    sinks = driver_config(job, place, Run(FOLDER, 1)).sinks
    assert sinks[0].db_schema == "mine"
    assert [sink.path for sink in sinks[1:4]] == ["/jobs/lake", "s3a://lake/x", "/out"]
    assert (sinks[4].uri_file, sinks[4].key_prefix) == (str(secret), "genres:")
    assert sinks[5].topic == "counts"
    assert job.spec.results_schema(job.metadata.name) == "mine"


def test_a_secret_that_is_not_here_is_told(place: Place, make_job: MakeJob) -> None:
    job = make_job(sinks=[{"redis": {"secretRef": {"name": "cache"}}}])
    with pytest.raises(InvalidInput, match="no secret cache on this machine") as caught:
        driver_config(job, place, Run(FOLDER, 1))
    assert str(place.job.secret_uri("cache")) in caught.value.hint
    assert job.spec.results_schema(job.metadata.name) == ""


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ({}, TriggerConfig(interval="1s")),
        ({"interval": "5s"}, TriggerConfig(interval="5s")),
        ({"availableNow": True}, TriggerConfig(available_now=True)),
        ({"schedule": "0 7 * * MON"}, TriggerConfig(available_now=True)),
    ],
)
def test_triggers(
    place: Place, make_job: MakeJob, trigger: dict[str, object], expected: TriggerConfig
) -> None:
    assert driver_config(make_job(trigger=trigger), place, Run(FOLDER, 1)).trigger == expected


def test_the_producers_document(place: Place, make_job: MakeJob) -> None:
    job = make_job(producer={"rate": 50, "total": 9, "seed": 3})
    assert job.spec.producer is not None
    config = producer_config(job.spec.producer, "music-plays", place, Run(FOLDER, 4041))
    assert (config.topic, config.rate, config.total, config.seed) == ("music-plays", 50, 9, 3)
    assert config.ledger_file == str(place.job.ledgers("music-plays") / "steady-3.json")
    assert config.exit_with_parent


def test_other_events_have_another_ledger(place: Place, make_job: MakeJob) -> None:
    asked = {"scenario": "waves", "parameters": {"users": 5}, "disorder": {"late": 0.1}}
    spec = make_job(producer=asked).spec.producer
    assert spec is not None
    config = producer_config(spec, "music-plays", place, Run(FOLDER, 4041))
    assert (config.scenario, config.parameters) == ("waves", {"users": 5})
    assert config.disorder == spec.disorder
    plain = spec.model_copy(update={"parameters": {}})
    names = {ledger_file(each, "music-plays", place).name for each in (spec, plain)}
    assert len(names) == 2
    assert all(name.startswith("waves-7-") for name in names)
