"""Finds jobs that would write the same topic, table or folder: the older one has it."""

import threading
from collections.abc import Iterator
from typing import NamedTuple

from tune_contract.pipelines.registry import PipelineRegistry
from tune_contract.tunejob.job import TuneJob
from tune_operator.kubernetes.cluster.api import Document
from tune_operator.kubernetes.key import JobKey


class _Claimant(NamedTuple):
    """A job that would write a target."""

    key: JobKey
    created: str
    waits: bool
    """It has not begun yet."""

    def age(self) -> tuple[str, bool]:
        """Sorts the oldest first; of two of one second the one that has begun."""
        return self.created, self.waits


class Claims:
    """Who writes what. Safe to use from threads."""

    def __init__(self, pipelines: PipelineRegistry) -> None:
        self._pipelines = pipelines
        self._lock = threading.Lock()
        self._claimants: dict[str, dict[JobKey, _Claimant]] = {}
        """Of each target, in the order in which they came: it decides between two of one age."""
        self._held: dict[JobKey, frozenset[str]] = {}

    def knows(self, key: JobKey) -> bool:
        """Whether the job has claimed."""
        return key in self._held

    def claim(self, key: JobKey, body: Document, job: TuneJob) -> None:
        """Note what a job writes."""
        created = body["metadata"].get("creationTimestamp", "")
        attempt = (body.get("status") or {}).get("attempt") or {}
        claimant = _Claimant(key, created, not attempt.get("number"))
        wanted = frozenset(targets(job, self._pipelines))
        with self._lock:
            self._drop(key, self._held.get(key, frozenset()) - wanted)
            for target in wanted:
                self._claimants.setdefault(target, {})[key] = claimant
            self._held[key] = wanted

    def forget(self, key: JobKey) -> None:
        """The job is gone."""
        with self._lock:
            self._drop(key, self._held.pop(key, frozenset()))

    def conflicts(self, key: JobKey) -> tuple[str, ...]:
        """A sentence for each target that an older job writes."""
        with self._lock:
            found = []
            for target in sorted(self._held.get(key, ())):
                first = min(self._claimants[target].values(), key=_Claimant.age)
                if first.key != key:
                    found.append(
                        f"The older TuneJob {first.key} writes {target}: give this one another, "
                        "or delete the older."
                    )
        return tuple(found)

    def _drop(self, key: JobKey, targets_left: frozenset[str]) -> None:
        for target in targets_left:
            claimants = self._claimants[target]
            claimants.pop(key, None)
            if not claimants:
                del self._claimants[target]


def targets(job: TuneJob, pipelines: PipelineRegistry) -> Iterator[str]:
    """What a job writes, in words that are equal when the targets are."""
    namespace, spec = job.metadata.namespace, job.spec
    kafka = f"the Kafka {spec.kafka.cluster or spec.kafka.bootstrap_servers}"
    if spec.producer is not None:
        yield f"the topic {spec.produced_topic()} of {kafka} in the namespace {namespace}"
    pipeline = pipelines.get(spec.pipeline)
    repairs = " as a repair" if pipeline is not None and pipeline.recomputes else ""
    for sink in spec.sinks:
        if sink.postgres is not None:
            schema = sink.postgres.schema_of(job.metadata.name)
            secret = sink.postgres.secret_ref.name
            place = f"the secret {secret} in the namespace {namespace}"
            yield f"the schema {schema} of {place}{repairs}"
        if sink.redis is not None:
            prefix = sink.redis.prefix_of(job.metadata.name)
            secret = sink.redis.secret_ref.name
            yield f"the keys {prefix} of the secret {secret} in the namespace {namespace}"
        if sink.kafka is not None:
            yield f"the topic {sink.kafka.topic} of {kafka} in the namespace {namespace}"
        folder = sink.delta or sink.parquet or sink.csv
        if folder is not None and "://" in folder.path:
            yield f"the folder {folder.path}"
