"""Why a driver ended, in the words and classes of the contract.

    TuneError
    ├── PermanentError
    │   ├── RecordsGone          (tune_jobs.source.gap)
    │   ├── CheckpointMismatch   (tune_jobs.checkpoint.errors)
    │   ├── CheckpointBroken     (tune_jobs.checkpoint.errors)
    │   └── JavaOutOfMemory      (tune_jobs.spark.gateway)
    ├── NotFound
    │   └── TopicNotFound        (tune_jobs.source.kafka)
    └── TemporaryError
        ├── JavaKilled           (tune_jobs.spark.gateway)
        ├── Superseded           (tune_jobs.driver.turn)
        └── Unreachable
            └── KafkaUnreachable (tune_jobs.source.kafka)

Everything else that a query raises is told apart by the Java classes and words it carries.
"""

import logging

from tune_contract.errors import TuneError, Unreachable
from tune_contract.runtime.reports import Termination
from tune_contract.tunejob.phase import FailureClass
from tune_jobs.checkpoint.errors import CheckpointBroken, CheckpointMismatch
from tune_jobs.driver.turn import Superseded
from tune_jobs.source.gap import RecordsGone
from tune_jobs.source.kafka import KafkaUnreachable, TopicNotFound
from tune_jobs.spark.gateway import JavaKilled, JavaOutOfMemory

_LOG = logging.getLogger(__name__)
_MARKS = (
    (FailureClass.OUT_OF_MEMORY, ("OutOfMemoryError", "Java heap space")),
    (FailureClass.CHECKPOINT, ("STATE_STORE", "STREAM_CHECKPOINT", "CANNOT_LOAD_STATE",
                               "STREAMING_STATEFUL_OPERATOR_NOT_MATCH", "ChecksumException",
                               "Checksum error", "Incomplete log file", "Malformed log file")),
    (FailureClass.KAFKA, ("org.apache.kafka", "KAFKA_DATA_LOSS", "KafkaException",
                          "Some data may have been lost")),
)  # fmt: skip
_MESSAGE_LENGTH = 500


def failed(error: Exception) -> Termination:
    """Say why a driver failed, in the log too: in one line what we know, all of what we do not."""
    ended = termination(error)
    _LOG.error("%s", ended.message, exc_info=None if isinstance(error, TuneError) else error)
    return ended


def termination(error: BaseException) -> Termination:
    """Why a driver ended."""
    failure_class, message = _classify(error)
    return Termination(exit_code=1, failure_class=failure_class, message=message)


def _classify(error: BaseException) -> tuple[FailureClass, str]:
    ours = _cause(error)
    if ours is not None:
        return _class_of(ours), str(ours)
    text = str(error)
    for failure_class, marks in _MARKS:
        if any(mark in text for mark in marks):
            return failure_class, _short(text)
    return FailureClass.APPLICATION, _short(text) or type(error).__name__


def _cause(error: BaseException) -> TuneError | None:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, TuneError):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None


def _class_of(error: TuneError) -> FailureClass:
    if isinstance(error, CheckpointMismatch | CheckpointBroken | RecordsGone):
        return FailureClass.CHECKPOINT
    if isinstance(error, KafkaUnreachable | TopicNotFound):
        return FailureClass.KAFKA
    if isinstance(error, JavaOutOfMemory):
        return FailureClass.OUT_OF_MEMORY
    if isinstance(error, Unreachable | JavaKilled | Superseded):
        return FailureClass.INFRASTRUCTURE
    return FailureClass.APPLICATION


def _short(text: str) -> str:
    """The first line that says something: Java's traces start with class names."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:_MESSAGE_LENGTH] if lines else ""
