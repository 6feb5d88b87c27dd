"""Observes a job's producer: a Job when it has a total, else a Deployment, and its pods."""

from dataclasses import dataclass

from pydantic import ValidationError

from tune_contract.runtime.reports import Ledger, ProducerProgress
from tune_operator.core.observed import ExitObserved, ProcessState, ProducerObserved
from tune_operator.kubernetes.cluster.api import Api, Document
from tune_operator.kubernetes.cluster.kinds import DEPLOYMENT, JOB
from tune_operator.kubernetes.index import Index
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.manifests.names import FINGERPRINT, Component
from tune_operator.kubernetes.memory import Memory
from tune_operator.kubernetes.observe import pod as pods
from tune_operator.kubernetes.observe.reports import Reports


@dataclass(frozen=True)
class ProducerView:
    """Looks at producers."""

    api: Api
    index: Index
    reports: Reports

    def workload(self, key: JobKey) -> Document | None:
        """The Job or Deployment."""
        found = [*self.index.of(JOB, key), *self.index.of(DEPLOYMENT, key)]
        return found[0] if found else None

    def look(self, key: JobKey, memory: Memory) -> ProducerObserved:
        """What the core decides from."""
        workload = self.workload(key)
        own = self.index.pods(key, Component.PRODUCER)
        if workload is None:
            # Its pods may outlive it by seconds, and still produce.
            living = [each for each in own if pods.state(each).alive()]
            return ProducerObserved(ProcessState.RUNNING) if living else ProducerObserved()
        fingerprint = workload["metadata"].get("annotations", {}).get(FINGERPRINT, "")
        if workload["kind"] == JOB.name and _over(workload):
            return self._ended(fingerprint, own, memory)
        running = [each for each in own if pods.state(each) is ProcessState.RUNNING]
        reports = [self.reports.read(pods.address(each), ProducerProgress) for each in running]
        state = ProcessState.RUNNING if running else ProcessState.PENDING
        return ProducerObserved(state, fingerprint, _sum([each for each in reports if each]))

    def _ended(self, fingerprint: str, own: list[Document], memory: Memory) -> ProducerObserved:
        gone = [each for each in own if not pods.state(each).alive()]
        tails = memory.producer_tails = pods.log_tails(self.api, gone, memory.producer_tails)
        exits = [pods.ended(each, tails[each["metadata"]["uid"]]) for each in gone]
        progress = _sum([said for tail in tails.values() if (said := last_word(tail))])
        failed = [each for each in exits if not each.succeeded()]
        how = (failed or exits or [ExitObserved(None, message="Its pods are gone.")])[0]
        return ProducerObserved(ProcessState.EXITED, fingerprint, progress, how)


def last_word(log_tail: str) -> ProducerProgress | None:
    """What a producer that has ended printed of its ledger; None when it did not get to it."""
    for line in reversed(log_tail.splitlines()):
        try:
            ledger = Ledger.model_validate_json(line)
        except ValidationError:
            continue
        return ledger.progress()
    return None


def _sum(reports: list[ProducerProgress]) -> ProducerProgress | None:
    if not reports:
        return None
    return ProducerProgress(
        acknowledged=sum(each.acknowledged for each in reports),
        failed=sum(each.failed for each in reports),
        target_rate=sum(each.target_rate for each in reports),
        rate=sum(each.rate for each in reports),
        behind=any(each.behind for each in reports),
        finished=all(each.finished for each in reports),
    )


def _over(job: Document) -> bool:
    conditions = job.get("status", {}).get("conditions", [])
    return any(
        each["type"] in {"Complete", "Failed"} and each["status"] == "True" for each in conditions
    )
