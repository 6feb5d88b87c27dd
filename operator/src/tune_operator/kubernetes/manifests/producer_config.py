"""The ProducerConfig of a producer in a pod, and the config map it is mounted from."""

import hashlib
from datetime import timedelta

from tune_contract.errors import NotFound
from tune_contract.names import producer_name
from tune_contract.runtime.job_config import EndpointConfig
from tune_contract.runtime.producer_config import ProducerConfig
from tune_contract.tunejob import TuneJobSpec
from tune_contract.tunejob.producer import ProducerSpec
from tune_operator.kubernetes.manifests import names
from tune_operator.kubernetes.manifests.kafka_connection import kafka_connection
from tune_operator.kubernetes.manifests.metadata import metadata
from tune_operator.kubernetes.manifests.names import FINGERPRINT, Component
from tune_operator.kubernetes.manifests.plan import Manifest, ProducerPlan

LEDGER_FILE = f"{names.LEDGER_FOLDER}/ledger.json"
_MARK_LENGTH = 10  # hex digits: enough to keep all runs of one topic apart
_CLOCKS_APART = timedelta(minutes=10)
"""How far the clocks of the API server and the nodes may differ."""


def producer_config_map(plan: ProducerPlan) -> Manifest:
    """What the producer starts from.

    Raises:
        NotFound: the spec has no producer.
    """
    described = metadata(plan, producer_name(plan.name), Component.PRODUCER)
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {**described, "annotations": {FINGERPRINT: plan.fingerprint}},
        "data": {names.PRODUCER_FILE: producer_config(plan).model_dump_json(indent=2)},
    }


def producer_config(plan: ProducerPlan) -> ProducerConfig:
    """The producer's document; all replicas have the same.

    Raises:
        NotFound: the spec has no producer.
    """
    spec = producer_of(plan.spec)
    created = plan.job.metadata.creation_timestamp
    return ProducerConfig(
        kafka=kafka_connection(plan.kafka),
        topic=plan.spec.produced_topic(),
        scenario=spec.scenario,
        parameters=spec.parameters,
        disorder=spec.disorder,
        rate=spec.rate,
        total=spec.total,
        seed=spec.seed,
        replicas=spec.replicas,
        run=_run(plan, spec),
        run_since=created - _CLOCKS_APART if created else None,
        endpoint=EndpointConfig(host="0.0.0.0", port=names.HTTP_PORT),  # noqa: S104 - as a driver's
        ledger_file=LEDGER_FILE,
        print_ledger=True,
        termination_file=names.TERMINATION_FILE,
    )


def producer_of(spec: TuneJobSpec) -> ProducerSpec:
    """The spec's producer.

    Raises:
        NotFound: there is none.
    """
    if spec.producer is None:
        raise NotFound("the job has no producer", "give spec.producer")
    return spec.producer


def indexed(spec: ProducerSpec) -> bool:
    """Whether the pods have an index: those of a Job do, those of a Deployment are all alike."""
    return spec.bounded() and spec.replicas > 1


def _run(plan: ProducerPlan, spec: ProducerSpec) -> str:
    """The mark in the event ids: a pod that takes over from a lost one goes on with it.

    Empty for replicas that are all alike: each makes up its own.
    """
    if spec.replicas > 1 and not indexed(spec):
        return ""
    source = f"{plan.job.metadata.uid}/{plan.fingerprint}"
    return hashlib.sha256(source.encode()).hexdigest()[:_MARK_LENGTH]
