"""Starts and stops producers."""

from dataclasses import dataclass

from tune_contract.names import producer_name
from tune_operator.kubernetes.apply.objects import create_once, make
from tune_operator.kubernetes.cluster.api import Api
from tune_operator.kubernetes.cluster.kinds import CONFIG_MAP, DEPLOYMENT, JOB
from tune_operator.kubernetes.manifests.objects import producer_objects, shared_objects
from tune_operator.kubernetes.manifests.plan import ProducerPlan


@dataclass(frozen=True)
class ProducerHand:
    """Does what is decided about producers."""

    api: Api

    def start(self, plan: ProducerPlan) -> None:
        """Make the producer and what it needs; one that is there stays."""
        *needed, workload = producer_objects(plan)
        for manifest in [*shared_objects(plan), *needed]:
            make(self.api, manifest)
        create_once(self.api, workload)

    def stop(self, namespace: str, job: str) -> None:
        """Have it flush and end; its pods are gone some seconds later."""
        for kind in (JOB, DEPLOYMENT, CONFIG_MAP):
            self.api.delete(kind, namespace, producer_name(job))
