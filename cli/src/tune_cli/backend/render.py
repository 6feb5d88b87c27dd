"""Renders the one document that each child starts from. Pure."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from tune_cli.backend.folders import RunFolder
from tune_cli.backend.place import Place
from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.runtime.connection import KafkaConnection
from tune_contract.runtime.job_config import (
    CheckpointConfig,
    EndpointConfig,
    InputTopic,
    JobConfig,
    JobIdentity,
    SinkConfig,
    SparkSettings,
    TriggerConfig,
)
from tune_contract.runtime.producer_config import ProducerConfig
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.producer import ProducerSpec
from tune_contract.tunejob.sinks import SinkSpec
from tune_contract.tunejob.variant import variant

_NO_PORT = 1


@dataclass(frozen=True)
class Run:
    """What is new with every start."""

    folder: RunFolder
    port: int
    attempt: int = 0


def driver_config(job: TuneJob, place: Place, run: Run) -> JobConfig:
    """The driver's document.

    Raises:
        InvalidInput: a sink's secret is not on this machine.
    """
    return JobConfig(
        job=JobIdentity.of(job.metadata, run.attempt),
        pipeline=job.spec.pipeline,
        parameters=_parameters(job, place),
        kafka=KafkaConnection(bootstrap_servers=place.bootstrap_servers),
        inputs=InputTopic.all_of(job.spec),
        sinks=[sink_config(sink, job, place) for sink in job.spec.sinks],
        trigger=TriggerConfig.of(job.spec),
        checkpoint=CheckpointConfig(
            location=place.checkpoint(job), reset_nonce=job.spec.checkpoint.reset_nonce
        ),
        spark=_spark(job, place, run),
        endpoint=EndpointConfig(port=run.port),
        termination_file=str(run.folder.termination),
        exit_with_parent=True,
    )


def program_config(job: TuneJob, place: Place, folder: RunFolder) -> JobConfig:
    """The driver's document, for a program that works for the job beside it and serves nothing.

    Raises:
        InvalidInput: a sink's secret is not on this machine.
    """
    return driver_config(job, place, Run(folder, _NO_PORT, job.status.attempt.number))


def _parameters(job: TuneJob, place: Place) -> dict[str, JsonValue]:
    """The pipeline's parameters, with the files and folders among them as absolute paths."""
    given = job.spec.parameters
    pipeline = installed_pipelines().get(job.spec.pipeline)
    paths = {name: given.get(name) for name in (pipeline.paths if pipeline else ())}
    return given | {
        name: place.path(path) for name, path in paths.items() if path and isinstance(path, str)
    }


def producer_config(spec: ProducerSpec, topic: str, place: Place, run: Run) -> ProducerConfig:
    """The producer's document."""
    return ProducerConfig(
        kafka=KafkaConnection(bootstrap_servers=place.bootstrap_servers),
        topic=topic,
        scenario=spec.scenario,
        parameters=spec.parameters,
        disorder=spec.disorder,
        rate=spec.rate,
        total=spec.total,
        seed=spec.seed,
        endpoint=EndpointConfig(port=run.port),
        ledger_file=str(ledger_file(spec, topic, place)),
        termination_file=str(run.folder.termination),
        exit_with_parent=True,
    )


def ledger_file(spec: ProducerSpec, topic: str, place: Place) -> Path:
    """A ledger for each kind of events: a producer only goes on from a ledger of its own."""
    other = variant(spec.scenario, spec.parameters, spec.disorder)
    name = f"{spec.scenario}-{spec.seed}{'-' if other else ''}{other}"
    return place.job.ledgers(topic) / f"{name}.json"


def sink_config(sink: SinkSpec, job: TuneJob, place: Place) -> SinkConfig:
    """A sink with every reference resolved.

    Raises:
        InvalidInput: its secret is not on this machine.
    """
    kind = sink.kind()
    name = job.metadata.name
    if sink.postgres is not None:
        schema = sink.postgres.schema_of(name)
        return SinkConfig(kind=kind, uri_file=str(place.job.database_uri), db_schema=schema)
    if sink.redis is not None:
        uri_file = str(place.redis_uri(sink.redis.secret_ref.name))
        prefix = sink.redis.prefix_of(name)
        return SinkConfig(kind=kind, uri_file=uri_file, key_prefix=prefix)
    if sink.kafka is not None:
        return SinkConfig(kind=kind, topic=sink.kafka.topic)
    folder = sink.delta or sink.parquet or sink.csv
    store = sink.delta is not None and bool(sink.delta.bucket())
    return SinkConfig(
        kind=kind,
        path=place.path(folder.path if folder else ""),
        s3_folder=str(place.job.object_store) if store else "",
    )


def _spark(job: TuneJob, place: Place, run: Run) -> SparkSettings:
    cores = min(job.spec.driver.cores, place.cores)
    return SparkSettings(
        master=f"local[{cores}]",
        driver_memory=job.spec.driver.memory,
        shuffle_partitions=cores,
        conf=job.spec.spark_conf,
        local_dir=str(run.folder.path / "scratch"),
    )
