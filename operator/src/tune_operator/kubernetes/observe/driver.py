"""Observes a job's driver: the pod of the newest attempt."""

from dataclasses import dataclass

from tune_contract.names import driver_name
from tune_contract.runtime.reports import DriverProgress
from tune_operator.core.observed import DriverObserved, ProcessState
from tune_operator.kubernetes.cluster.api import Api, Document
from tune_operator.kubernetes.cluster.kinds import POD
from tune_operator.kubernetes.index import Index
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.manifests.labels import ATTEMPT_LABEL
from tune_operator.kubernetes.manifests.names import Component
from tune_operator.kubernetes.memory import Memory
from tune_operator.kubernetes.observe import pod as pods
from tune_operator.kubernetes.observe.reports import Reports


@dataclass(frozen=True)
class DriverView:
    """Looks at drivers."""

    api: Api
    index: Index
    reports: Reports

    def pod(self, key: JobKey, memory: Memory) -> Document | None:
        """The newest driver's pod.

        That there is none is asked of the API server itself: a second driver must never be
        started because a watch is behind.
        """
        known = self.index.pods(key, Component.DRIVER)
        if known:
            return max(known, key=attempt)
        number = memory.status.attempt.number
        if number == 0 or (memory.status.attempt.end_time and not memory.status.attempt.seen):
            return None
        return self.api.get(POD, key.namespace, driver_name(key.name, number))

    def look(self, key: JobKey, memory: Memory) -> tuple[DriverObserved, Document | None]:
        """What the core decides from, and the pod itself."""
        found = self.pod(key, memory)
        if found is None or not _owned(found, memory.uid):
            return self._none(memory), None
        return self._seen(found, memory), found

    def executors(self, key: JobKey) -> int:
        """How many executors of the job run."""
        own = self.index.pods(key, Component.EXECUTOR)
        return sum(pods.state(each) is ProcessState.RUNNING for each in own)

    def _none(self, memory: Memory) -> DriverObserved:
        """No driver; or one that could not be made, until it is time to try again."""
        setback, number = memory.setback, memory.status.attempt.number
        if setback is None or not setback.waiting():
            return DriverObserved()
        return DriverObserved(
            ProcessState.PENDING,
            number,
            problem=setback.failure_class,
            message=setback.message,
            refused=True,
        )

    def _seen(self, pod: Document, memory: Memory) -> DriverObserved:
        state, number = pods.state(pod), attempt(pod)
        if state is ProcessState.EXITED:
            memory.tails = pods.log_tails(self.api, [pod], memory.tails)
            tail = memory.tails[pod["metadata"]["uid"]]
            return DriverObserved(state, number, exit=pods.ended(pod, tail))
        if state is ProcessState.RUNNING:
            progress = self.reports.read(pods.address(pod), DriverProgress)
            return DriverObserved(state, number, progress)
        problem = pods.trouble(pod)
        if problem is None:
            return DriverObserved(state, number)
        return DriverObserved(state, number, problem=problem[0], message=problem[1])


def attempt(pod: Document) -> int:
    """Which attempt's driver it is."""
    return int(pod["metadata"]["labels"][ATTEMPT_LABEL])


def _owned(pod: Document, uid: str) -> bool:
    """Whether it is this very job's, and not one's of the same name before it."""
    return any(each["uid"] == uid for each in pod["metadata"].get("ownerReferences", []))
