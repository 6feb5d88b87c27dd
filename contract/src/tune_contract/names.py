"""Names: what a user may choose, and the ones made from it, so that no two parts disagree."""

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

NAME_LENGTH = 40  # leaves room for "-driver-<attempt>-exec-<n>" in Kubernetes' 63
IDENTIFIER_LENGTH = 63  # PostgreSQL cuts identifiers there

_DNS_1035 = r"[a-z]([-a-z0-9]*[a-z0-9])?"
_DNS_1123 = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_TOPIC = r"[a-zA-Z0-9._-]{1,249}"
_IDENTIFIER = r"[a-z_][a-z0-9_]{0,62}"
_PIPELINE = r"[a-z]([-a-z0-9]*[a-z0-9])?"


def _job_name(value: str) -> str:
    if len(value) > NAME_LENGTH or not re.fullmatch(_DNS_1035, value):
        raise ValueError(
            f"use at most {NAME_LENGTH} lower-case letters, digits and '-', "
            "starting with a letter and not ending with '-'"
        )
    return value


def _resource_name(value: str) -> str:
    if len(value) > 253 or not re.fullmatch(rf"{_DNS_1123}(\.{_DNS_1123})*", value):  # noqa: PLR2004 - Kubernetes' own limit
        raise ValueError("use lower-case letters, digits, '-' and '.', as Kubernetes names do")
    return value


def _topic(value: str) -> str:
    if not re.fullmatch(_TOPIC, value) or value in {".", ".."}:
        raise ValueError("use 1 to 249 letters, digits, '.', '_' and '-', as Kafka topics do")
    return value


def _identifier(value: str) -> str:
    if not re.fullmatch(_IDENTIFIER, value) or value.startswith("pg_"):
        raise ValueError(
            "use at most 63 lower-case letters, digits and '_', starting with a letter and not pg_"
        )
    return value


def _text_schema(pattern: str, length: int) -> WithJsonSchema:
    schema = {"type": "string", "pattern": f"^{pattern}$", "maxLength": length, "minLength": 1}
    return WithJsonSchema(schema)


JobName = Annotated[str, AfterValidator(_job_name), _text_schema(_DNS_1035, NAME_LENGTH)]
ResourceName = Annotated[
    str, AfterValidator(_resource_name), _text_schema(rf"{_DNS_1123}(\.{_DNS_1123})*", 253)
]
TopicName = Annotated[str, AfterValidator(_topic), _text_schema(_TOPIC, 249)]
Identifier = Annotated[
    str, AfterValidator(_identifier), _text_schema(_IDENTIFIER, IDENTIFIER_LENGTH)
]
PipelineName = Annotated[str, _text_schema(_PIPELINE, 63)]


def schema_name(job: str) -> str:
    """The PostgreSQL schema of a job that names none: `genre-counts` -> `genre_counts`."""
    return job.replace("-", "_")


def driver_name(job: str, attempt: int) -> str:
    """The driver of one attempt: the pod on a cluster, the run folder on one machine."""
    return f"{job}-driver-{attempt}"


def producer_name(job: str) -> str:
    """The producer of a job."""
    return f"{job}-producer"


def checkpoint_folder(reset_nonce: int, epoch: int) -> str:
    """The last part of a checkpoint's path: each resetNonce and each epoch has its own.

    Args:
        reset_nonce: the user's `checkpoint.resetNonce`.
        epoch: `status.applied.checkpointEpoch`; 0 = the job's first checkpoint.
    """
    return f"{reset_nonce}-{epoch}" if epoch else str(reset_nonce)


DEAD_LETTERS_TABLE = "dead_letters"
LEDGER_TABLE = "batch_ledger"
RESULTS_CHANNEL = "tune_results"  # PostgreSQL NOTIFY: {"schema", "table", "batchId"}
