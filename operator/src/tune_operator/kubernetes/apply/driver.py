"""Starts, drains and ends drivers. Never two at a time."""

from dataclasses import dataclass

from tune_contract.errors import InvalidInput, PermanentError
from tune_contract.names import driver_name
from tune_contract.tunejob.phase import FailureClass
from tune_operator.kubernetes.apply.objects import create_once, make
from tune_operator.kubernetes.cluster.api import Api, Document
from tune_operator.kubernetes.cluster.kinds import CONFIG_MAP, POD
from tune_operator.kubernetes.manifests.labels import selector
from tune_operator.kubernetes.manifests.names import Component
from tune_operator.kubernetes.manifests.objects import driver_objects, shared_objects
from tune_operator.kubernetes.manifests.plan import DriverPlan
from tune_operator.kubernetes.memory import Memory
from tune_operator.kubernetes.observe import pod as pods
from tune_operator.kubernetes.observe.reports import Reports

_KILL_SECONDS = 1  # 0 would only forget the pod: its processes could still run


@dataclass(frozen=True)
class DriverHand:
    """Does what is decided about drivers."""

    api: Api
    reports: Reports

    def start(self, plan: DriverPlan, memory: Memory) -> None:
        """Make the driver's pod and what it needs.

        What the API server refuses is remembered: the driver shows as one that cannot start, with
        the API server's own words, and it is tried again after a while.
        """
        others = self._others(plan)
        if others:
            memory.refuse(f"The pod {others[0]} still ends.", FailureClass.INFRASTRUCTURE)
            return
        try:
            self._make(plan)
        except PermanentError as error:
            memory.refuse(str(error), _class_of(error))
            return
        memory.setback = None

    def drain(self, pod: Document | None) -> None:
        """Ask it to finish its batch and end; by a signal if it does not listen."""
        if pod is None or self.reports.drain(pods.address(pod)):
            return
        self._delete(pod)

    def kill(self, pod: Document | None, memory: Memory) -> None:
        """End it now."""
        memory.setback = None
        if pod is not None:
            self._delete(pod, _KILL_SECONDS)

    def remove(self, pod: Document | None) -> None:
        """Remove what is left of one that has ended."""
        if pod is not None:
            self._delete(pod)
            self.api.delete(CONFIG_MAP, pod["metadata"]["namespace"], pod["metadata"]["name"])

    def _make(self, plan: DriverPlan) -> None:
        *needed, pod = driver_objects(plan)  # rendered whole first: it may not be possible
        for manifest in [*shared_objects(plan), *needed]:
            make(self.api, manifest)
        if not create_once(self.api, pod):
            self._adopt(plan)

    def _adopt(self, plan: DriverPlan) -> None:
        """Take a pod of that name for the one we wanted, if it is this job's."""
        name = driver_name(plan.name, plan.attempt)
        found = self.api.get(POD, plan.namespace, name)
        owners = (found or {}).get("metadata", {}).get("ownerReferences", [])
        if found is not None and all(each["uid"] != plan.job.metadata.uid for each in owners):
            raise InvalidInput(
                f"there is a pod {name} of somebody else", "delete it, or rename the job"
            )

    def _others(self, plan: DriverPlan) -> list[str]:
        """Drivers of other attempts that are still there, by the API server's own word."""
        labels = selector(plan.name, Component.DRIVER)
        wanted = ",".join(f"{key}={value}" for key, value in labels.items())
        own = driver_name(plan.name, plan.attempt)
        found = self.api.list(POD, plan.namespace, wanted)
        return [each["metadata"]["name"] for each in found
                if each["metadata"]["name"] != own and pods.state(each).alive()]  # fmt: skip

    def _delete(self, pod: Document, grace: int | None = None) -> None:
        meta = pod["metadata"]
        self.api.delete(POD, meta["namespace"], meta["name"], uid=meta["uid"], grace=grace)


def _class_of(error: PermanentError) -> FailureClass:
    """Quota and limits are a matter of room; all else is one of the spec."""
    room = "quota" in error.message or "LimitRanger" in error.message
    return FailureClass.SCHEDULING if room else FailureClass.APPLICATION
