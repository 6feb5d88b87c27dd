"""Writes a status into its object, and tells a change of numbers from one of substance."""

from tune_contract.tunejob.status import ProgressStatus, TuneJobStatus
from tune_operator.kubernetes.cluster.api import Document


def status_patch(status: TuneJobStatus) -> list[Document]:
    """The whole status as one operation: merged, it would keep what is not there any more."""
    value = status.model_dump(mode="json", by_alias=True, exclude_none=True)
    return [{"op": "add", "path": "/status", "value": value}]


def only_numbers(before: TuneJobStatus, after: TuneJobStatus) -> bool:
    """Whether two statuses differ in nothing but measurements."""
    return _without_numbers(before) == _without_numbers(after)


def _without_numbers(status: TuneJobStatus) -> TuneJobStatus:
    producer = status.producer.model_copy(update={"acknowledged": 0, "rate": 0.0})
    return status.model_copy(update={"progress": ProgressStatus(), "producer": producer})
