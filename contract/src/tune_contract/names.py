"""Names: what a user may choose, and the ones made from it, so that no two parts disagree."""

from typing import Annotated

from tune_contract.text import Text

NAME_LENGTH = 40  # leaves room for "-driver-<attempt>-exec-<n>" in Kubernetes' 63
IDENTIFIER_LENGTH = 63  # PostgreSQL cuts identifiers there

_DNS_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_DNS_1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"

JOB_NAME = Text(
    _DNS_1035,
    NAME_LENGTH,
    f"use at most {NAME_LENGTH} lower-case letters, digits and '-', "
    "starting with a letter and not ending with '-'",
)
JobName = Annotated[str, JOB_NAME]
ResourceName = Annotated[
    str,
    Text(
        rf"{_DNS_1123}(\.{_DNS_1123})*",
        253,  # Kubernetes' own limit
        "use lower-case letters, digits, '-' and '.', as Kubernetes names do",
    ),
]
TopicName = Annotated[
    str,
    Text(
        "[a-zA-Z0-9._-]*[a-zA-Z0-9_-][a-zA-Z0-9._-]*",  # a name of dots alone would be a path
        249,
        "use 1 to 249 letters, digits, '.', '_' and '-', as Kafka topics do",
    ),
]
Identifier = Annotated[
    str,
    Text(
        "[a-z_][a-z0-9_]*",
        IDENTIFIER_LENGTH,
        f"use at most {IDENTIFIER_LENGTH} lower-case letters, digits and '_', "
        "starting with a letter and not pg_",
        not_starting="pg_",
    ),
]
PipelineName = Annotated[
    str,
    Text(_DNS_1035, 63, "use lower-case letters, digits and '-', as pipelines' names do"),
]
ScenarioName = Annotated[
    str,
    Text(_DNS_1035, 63, "use lower-case letters, digits and '-', as scenarios' names do"),
]


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
REPLAYED_TABLE = "dead_letters_replayed"  # where the replay of dead letters notes what it wrote
LEDGER_TABLE = "batch_ledger"
OWNER_TABLE = "tune_job"  # whose schema it is
RESULTS_CHANNEL = "tune_results"  # PostgreSQL NOTIFY: {"schema", "table", "batchId"}
