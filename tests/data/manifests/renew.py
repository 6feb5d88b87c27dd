"""Writes the manifests of the example anew: `.venv/bin/python tests/data/manifests/renew.py`."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import yaml

from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.runtime.connection import SecurityProtocol
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.parse import parse_tunejob
from tune_operator.kubernetes.kafka_access import KafkaAccess, UserKind
from tune_operator.kubernetes.manifests.objects import (
    driver_objects,
    kafka_topics,
    producer_objects,
    shared_objects,
)
from tune_operator.kubernetes.manifests.plan import DriverPlan, ProducerPlan
from tune_operator.kubernetes.settings import Settings

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[2] / "examples" / "genre-counts.yaml"
FOUND = {
    "namespace": "music",
    "uid": "5c2ad7a8-50c5-4e2b-8f7b-1f1a5a3f7b11",
    "creationTimestamp": "2026-01-01T12:00:00Z",
}
SETTINGS = Settings("tunejob", "tunejob/jobs:0.1.0", "tunejob/producer:0.1.0")
SCRAM = KafkaAccess(
    "tune-kafka-bootstrap.music.svc:9093",
    SecurityProtocol.SASL_SSL,
    ca_secret="tune-cluster-ca-cert",
    user_kind=UserKind.SCRAM,
    user_secret="genre-counts-kafka",
    username="genre-counts-kafka",
    cluster="tune",
    acls=True,
)
TLS = replace(SCRAM, security_protocol=SecurityProtocol.SSL, user_kind=UserKind.TLS, username="")


def documents() -> dict[str, str]:
    """File name -> what it has to hold."""
    two = {"executor": {"instances": 2, "cores": 2}}
    total = {"producer": {"rate": 0, "total": 1_000_000, "replicas": 3}}
    return {
        "without-executors.yaml": _text(_job(executor={"instances": 0}), SCRAM),
        "with-executors.yaml": _text(_job(**two, **total), TLS),
    }


def _job(**fields: object) -> TuneJob:
    document = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    document["metadata"] |= FOUND
    document["spec"] |= fields
    return parse_tunejob(document, installed_pipelines())


def _text(job: TuneJob, kafka: KafkaAccess) -> str:
    driver = DriverPlan(job, job.spec, kafka, SETTINGS, attempt=1)
    producer = ProducerPlan(job, job.spec, kafka, SETTINGS, fingerprint="0123456789abcdef")
    manifests = [
        *kafka_topics(driver, job.spec.kafka.topics.values()),
        *shared_objects(driver),
        *driver_objects(driver),
        *producer_objects(producer),
    ]
    note = "# What the operator makes for examples/genre-counts.yaml; written by renew.py.\n"
    return note + yaml.dump_all(manifests, Dumper=_Readable, sort_keys=False, width=100)


class _Readable(yaml.SafeDumper):
    """Without references, and with texts of several lines as they are."""

    def ignore_aliases(self, _data: object) -> bool:
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        style = "|" if "\n" in data else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Readable.add_representer(str, _Readable.represent_str)


def _write() -> Iterator[Path]:
    for name, text in documents().items():
        path = HERE / name
        path.write_text(text, encoding="utf-8")
        yield path


if __name__ == "__main__":
    for written in _write():
        print(written)
