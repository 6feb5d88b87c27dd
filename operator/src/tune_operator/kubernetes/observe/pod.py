"""Reads a pod: whether it lives, why it waits, how it ended."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import ValidationError

from tune_contract.runtime.reports import Termination
from tune_contract.tunejob.phase import FailureClass
from tune_operator.core.observed import ExitObserved, ProcessState
from tune_operator.kubernetes.cluster.api import Api, Document

TAIL_LINES = 20

_STATES = {
    "Pending": ProcessState.PENDING,
    "Succeeded": ProcessState.EXITED,
    "Failed": ProcessState.EXITED,
}
_BAD_IMAGE = {
    "ErrImagePull",
    "ImagePullBackOff",
    "InvalidImageName",
    "ErrImageNeverPull",
    "ImageInspectError",
    "RegistryUnavailable",
}
_BAD_START = {"CreateContainerConfigError", "CreateContainerError", "RunContainerError"}
_IMAGE_EXITS = {126, 127, 128}  # the container's program cannot be run or is not there
_OUT_OF_MEMORY = 137  # what the kernel's killer leaves behind, if the kubelet missed the reason


def state(pod: Document) -> ProcessState:
    """Where the pod is in its life. One that is being deleted lives until it is gone."""
    return _STATES.get(pod.get("status", {}).get("phase", "Pending"), ProcessState.RUNNING)


def log_tails(api: Api, pods: Iterable[Document], known: Mapping[str, str]) -> dict[str, str]:
    """The last lines of pods that have ended, by uid: asked for once, as they do not change.

    Args:
        api: the API server.
        pods: those that have ended.
        known: what was asked for before; of other pods it is dropped.
    """
    return {
        meta["uid"]: known[meta["uid"]]
        if meta["uid"] in known
        else api.log_tail(meta["namespace"], meta["name"], TAIL_LINES)
        for meta in (pod["metadata"] for pod in pods)
    }


def address(pod: Document) -> str:
    """The pod's address; empty while it has none."""
    return str(pod.get("status", {}).get("podIP", ""))


def trouble(pod: Document) -> tuple[FailureClass, str] | None:
    """Why a pod that waits cannot start, in the scheduler's or kubelet's words; None if it may."""
    for condition in pod.get("status", {}).get("conditions", []):
        if condition["type"] == "PodScheduled" and condition.get("reason") == "Unschedulable":
            return FailureClass.SCHEDULING, str(condition.get("message", ""))
    for waiting in (each.get("waiting") or {} for each in _container_states(pod)):
        reason = waiting.get("reason", "")
        if reason in _BAD_IMAGE | _BAD_START:
            return FailureClass.IMAGE, f"{reason}: {waiting.get('message', '')}"
    return None


def ended(pod: Document, log_tail: str) -> ExitObserved:
    """How a pod that has ended did so: by its own word if it left one."""
    status = pod.get("status", {})
    terminated = next((each["terminated"] for each in _container_states(pod)
                       if "terminated" in each), None)  # fmt: skip
    if terminated is None:
        # Evicted, or its node is gone: there is no container left to tell.
        message = f"{status.get('reason', 'Lost')}: {status.get('message', 'nothing tells why')}"
        return ExitObserved(None, FailureClass.INFRASTRUCTURE, message, log_tail)
    code = int(terminated["exitCode"])
    said = _termination(terminated.get("message", ""))
    if said is not None:
        return ExitObserved(
            said.exit_code, said.failure_class, said.message, log_tail, drained=said.drained
        )
    if code == 0:
        return ExitObserved(0, log_tail=log_tail)
    return ExitObserved(code, _class_of(terminated), _message(terminated, log_tail), log_tail)


def _container_states(pod: Document) -> Iterator[Document]:
    for container in pod.get("status", {}).get("containerStatuses", []):
        yield container.get("state") or {}


def _termination(message: str) -> Termination | None:
    try:
        return Termination.model_validate_json(message)
    except ValidationError:  # it was killed, or wrote only logs
        return None


def _class_of(terminated: Document) -> FailureClass:
    code = terminated["exitCode"]
    if terminated.get("reason") == "OOMKilled":
        return FailureClass.OUT_OF_MEMORY
    if code == _OUT_OF_MEMORY or terminated.get("reason") == "ContainerStatusUnknown":
        return FailureClass.INFRASTRUCTURE
    if code in _IMAGE_EXITS or terminated.get("reason") in {"ContainerCannotRun", "StartError"}:
        return FailureClass.IMAGE
    return FailureClass.APPLICATION


def _message(terminated: Document, log_tail: str) -> str:
    reason, code = terminated.get("reason", "Error"), terminated["exitCode"]
    lines = [line for line in log_tail.splitlines() if line.strip()]
    last = f": {lines[-1]}" if lines else ""
    return f"{reason}, exit code {code}{last}"
