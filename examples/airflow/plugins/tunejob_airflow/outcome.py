"""What a TuneJob's status says to somebody who waits for it. Pure; the rules are kstatus's."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Wanted(StrEnum):
    """What is waited for."""

    SUCCEEDED = "Succeeded"
    """All there was to do is done: jobs that end by themselves."""
    READY = "Ready"
    """Batches are committed: streams without end."""


class State(StrEnum):
    """How the wait stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """The answer, in a sentence."""

    state: State
    message: str


def outcome(job: Mapping[str, Any], wanted: Wanted) -> Outcome:
    """Whether the wait is over.

    Args:
        job: the TuneJob as the API server has it.
        wanted: what is waited for.
    """
    metadata, status = job["metadata"], job.get("status") or {}
    if metadata.get("deletionTimestamp"):
        return Outcome(State.FAILED, "It is being deleted.")
    if status.get("observedGeneration", 0) < metadata.get("generation", 0):
        return Outcome(State.WAITING, "The operator has not seen this spec yet.")
    conditions = {each["type"]: each for each in status.get("conditions") or []}
    if _true(conditions, "Stalled"):
        return Outcome(State.FAILED, _failure(conditions["Stalled"], status))
    phase = str(status.get("phase", ""))
    if phase == "Failed":
        return Outcome(State.FAILED, _failure({}, status))
    if phase == "Suspended":
        return Outcome(State.FAILED, "It was suspended by somebody else.")
    if phase == "Succeeded" or (wanted is Wanted.READY and _true(conditions, "Ready")):
        return Outcome(State.DONE, _message(conditions.get("Ready"), phase))
    return Outcome(State.WAITING, _message(conditions.get("Reconciling"), phase or "Pending"))


def _true(conditions: Mapping[str, Mapping[str, Any]], kind: str) -> bool:
    return conditions.get(kind, {}).get("status") == "True"


def _message(condition: Mapping[str, Any] | None, otherwise: str) -> str:
    return str((condition or {}).get("message") or otherwise)


def _failure(stalled: Mapping[str, Any], status: Mapping[str, Any]) -> str:
    """Why nothing more will happen: the condition says it, else the last failure."""
    last = status.get("lastFailure") or {}
    said = stalled.get("message") or last.get("message") or "It failed; see its events."
    return f"{last['class']}: {said}" if last.get("class") else str(said)
