"""One pass over a job: observe, decide, write the status, apply."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tune_contract.pipelines.registry import PipelineRegistry
from tune_contract.tunejob.job import ObjectMeta, TuneJob
from tune_contract.tunejob.parse import parse_applied_tunejob
from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.problems import InvalidDocument
from tune_contract.tunejob.status import TuneJobStatus
from tune_operator.core.decide import decide
from tune_operator.core.decision import Decision
from tune_operator.core.version import effective_job, last_good_spec
from tune_operator.kubernetes.apply.applier import Applier
from tune_operator.kubernetes.cluster.api import Api, Document
from tune_operator.kubernetes.cluster.kinds import TUNEJOB
from tune_operator.kubernetes.events import Events
from tune_operator.kubernetes.index import Index
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.manifests.names import FINALIZER
from tune_operator.kubernetes.memory import Memory
from tune_operator.kubernetes.observe.observer import Observer
from tune_operator.kubernetes.refusal import refused, unknown_pipeline
from tune_operator.kubernetes.results import results_of
from tune_operator.kubernetes.status_patch import only_numbers, status_patch

_LOG = logging.getLogger(__name__)
_NUMBERS_EVERY = timedelta(seconds=10)  # how old the object's numbers may be
_STARTING_EVERY = 1.0  # seconds between two looks at what is on its way
_STEADY_EVERY = 5.0  # what runs, or waits for something that somebody else has to do


@dataclass(frozen=True)
class World:
    """What a pass works with."""

    api: Api
    index: Index
    observer: Observer
    applier: Applier
    events: Events
    pipelines: PipelineRegistry
    results_url: str = ""


@dataclass
class Passes:
    """Runs passes. One job's never overlap: the queue sees to that."""

    world: World
    now: Callable[[], datetime]
    memories: dict[JobKey, Memory] = field(default_factory=dict)

    def run(self, key: JobKey) -> float | None:
        """One pass; seconds until the next is due, None when only an event can change anything.

        Raises:
            TuneError: the API server did not do its part; try again.
        """
        body = self.world.index.job(key)
        memory = self._memory(key, body) if body else None
        if body is None or memory is None:
            self._forget(key)
            return None
        being_deleted = "deletionTimestamp" in body["metadata"]
        if FINALIZER not in body["metadata"].get("finalizers", []):
            if being_deleted:
                return None
            self._add_finalizer(body)
        return self._pass(key, body, memory, desired=not being_deleted)

    def statuses(self) -> Iterable[tuple[JobKey, TuneJobStatus]]:
        """The newest status of every job."""
        return [(key, memory.status) for key, memory in list(self.memories.items())]

    def _pass(self, key: JobKey, body: Document, memory: Memory, *, desired: bool) -> float | None:
        found = self._parsed(body, memory)
        if isinstance(found, InvalidDocument):
            job = _last_good(body, memory.status)
            if job is None:
                return self._write_refusal(body, memory, found)
        else:
            job = found
        self.world.observer.claims.claim(key, body, job)
        effective = effective_job(job.model_copy(update={"status": memory.status}))
        picture = self.world.observer.observe(key, effective, memory)
        decision = decide(job, memory.status, picture.observed, self.now(), desired=desired)
        results = results_of(job, self.world.pipelines, self.world.results_url)
        status = decision.status.model_copy(
            update={"results": results, "executors": picture.executors}
        )
        if isinstance(found, InvalidDocument):
            status = refused(status, found, body["metadata"]["generation"], self.now())
        self._remember(body, memory, status)
        if decision.reason != memory.reason:
            memory.reason = decision.reason
            _LOG.info("%s: %s", key, decision.reason)
        self.world.events.tell(body, memory, decision)
        for action in decision.actions:
            self.world.applier.apply(decision.job, action, picture, memory)
        if decision.gone:
            self._remove_finalizer(body)
            return None
        return _due(decision, memory)

    def _memory(self, key: JobKey, body: Document) -> Memory | None:
        """What is remembered of this very job; on first sight the object is asked for anew."""
        known = self.memories.get(key)
        if known is not None and known.uid == body["metadata"]["uid"]:
            return known
        newest = self.world.api.get(TUNEJOB, key.namespace, key.name)
        if newest is None:
            return None
        status = TuneJobStatus.model_validate(newest.get("status") or {})
        memory = Memory(newest["metadata"]["uid"], status, status, self.now())
        self.memories[key] = memory
        self._claim_all()
        return memory

    def _parsed(self, body: Document, memory: Memory) -> TuneJob | InvalidDocument:
        generation = body["metadata"]["generation"]
        if memory.parsed is None or memory.parsed[0] != generation:
            try:
                found: TuneJob | InvalidDocument = parse_applied_tunejob(body, self.world.pipelines)
            except InvalidDocument as problems:
                found = problems
            memory.parsed = (generation, found)
            self._tell_of_unknown(body, memory, found)
        return memory.parsed[1]

    def _tell_of_unknown(
        self, body: Document, memory: Memory, found: TuneJob | InvalidDocument
    ) -> None:
        """Warn of a pipeline that only the job's own image may have: it is run as it is."""
        if isinstance(found, TuneJob) and self.world.pipelines.get(found.spec.pipeline) is None:
            self.world.events.warn(body, memory, "PipelineUnknown", unknown_pipeline(found.spec))

    def _claim_all(self) -> None:
        """Note what every job writes: one that no pass has come to yet may be the older."""
        for body in self.world.index.jobs():
            key = JobKey(body["metadata"]["namespace"], body["metadata"]["name"])
            if self.world.observer.claims.knows(key):
                continue
            try:
                job: TuneJob | None = parse_applied_tunejob(body, self.world.pipelines)
            except InvalidDocument:
                job = _last_good(body, TuneJobStatus.model_validate(body.get("status") or {}))
            if job is not None:
                self.world.observer.claims.claim(key, body, job)

    def _write_refusal(
        self, body: Document, memory: Memory, problems: InvalidDocument
    ) -> float | None:
        generation = body["metadata"]["generation"]
        status = refused(memory.status, problems, generation, self.now())
        self._remember(body, memory, status)
        self.world.events.warn(body, memory, "NotAccepted", str(problems))
        if "deletionTimestamp" in body["metadata"]:
            self._remove_finalizer(body)
        return None

    def _remember(self, body: Document, memory: Memory, status: TuneJobStatus) -> None:
        """Write the status, unless nothing but numbers changed since a moment ago."""
        memory.status = status
        if status == memory.written:
            return
        if only_numbers(memory.written, status) and not memory.stale(self.now(), _NUMBERS_EVERY):
            return
        self.world.api.patch(TUNEJOB, body, status_patch(status), part="status")
        memory.written, memory.written_at = status, self.now()

    def _add_finalizer(self, body: Document) -> None:
        known = body["metadata"].get("finalizers", [])
        self.world.api.patch(TUNEJOB, body, [_finalizers([*known, FINALIZER])])

    def _remove_finalizer(self, body: Document) -> None:
        known = body["metadata"].get("finalizers", [])
        left = [each for each in known if each != FINALIZER]
        self.world.api.patch(TUNEJOB, body, [_finalizers(left)])

    def _forget(self, key: JobKey) -> None:
        self.memories.pop(key, None)
        self.world.observer.claims.forget(key)
        self.world.observer.kafka.looks.forget(key)


def _last_good(body: Document, status: TuneJobStatus) -> TuneJob | None:
    """The job as it was last accepted; None when it never was."""
    spec = last_good_spec(status)
    if spec is None:
        return None
    return TuneJob(metadata=ObjectMeta.model_validate(body["metadata"]), spec=spec)


def _finalizers(names: list[str]) -> Document:
    return {"op": "add", "path": "/metadata/finalizers", "value": names}


def _due(decision: Decision, memory: Memory) -> float | None:
    """When to look again: at the decision's deadline, and often while something is on its way."""
    phase = decision.status.phase
    waits = [decision.requeue_after]
    if phase in {Phase.RUNNING, Phase.PENDING}:
        waits.append(_STEADY_EVERY)
    elif not phase.finished() and phase is not Phase.SUSPENDED:
        waits.append(_STARTING_EVERY)
    if memory.setback is not None:
        waits.append(memory.setback.wait)
    return min((each for each in waits if each is not None), default=None)
