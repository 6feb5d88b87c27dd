import pytest

from tune_contract.errors import Conflict, InvalidInput, Unreachable
from tune_contract.runtime.reports import Termination
from tune_contract.tunejob.phase import FailureClass
from tune_jobs.checkpoint.errors import CheckpointBroken, CheckpointMismatch
from tune_jobs.driver.failure import termination
from tune_jobs.driver.turn import Superseded
from tune_jobs.source.kafka import KafkaUnreachable, TopicNotFound
from tune_jobs.spark.gateway import JavaKilled, JavaOutOfMemory

DATA_LOSS = "[KAFKA_DATA_LOSS.START_OFFSET_RESET] Some data may have been lost\n\tat java.x"
STATE = """
[STREAM_FAILED] Query [id = 1] terminated with exception: [STATE_STORE_KEY_SCHEMA] provided schema
=== Streaming Query ===
"""


@pytest.mark.parametrize(
    ("error", "failure_class"),
    [
        (CheckpointMismatch("theirs"), FailureClass.CHECKPOINT),
        (CheckpointBroken("torn"), FailureClass.CHECKPOINT),
        (KafkaUnreachable("away"), FailureClass.KAFKA),
        (TopicNotFound("no topic"), FailureClass.KAFKA),
        (Unreachable("PostgreSQL is away"), FailureClass.INFRASTRUCTURE),
        (JavaKilled("Java was ended by SIGKILL"), FailureClass.INFRASTRUCTURE),
        (Superseded("another driver has it"), FailureClass.INFRASTRUCTURE),
        (JavaOutOfMemory("Java ran out of memory"), FailureClass.OUT_OF_MEMORY),
        (Conflict("taken"), FailureClass.APPLICATION),
        (InvalidInput("wrong"), FailureClass.APPLICATION),
    ],
)
def test_our_errors_have_a_class_each(error, failure_class):
    assert termination(error) == Termination(
        exit_code=1, failure_class=failure_class, message=error.message
    )


@pytest.mark.parametrize(
    ("text", "failure_class"),
    [
        ("Job aborted: java.lang.OutOfMemoryError: Java heap space", FailureClass.OUT_OF_MEMORY),
        (STATE, FailureClass.CHECKPOINT),
        (DATA_LOSS, FailureClass.KAFKA),
        ("org.apache.kafka.common.errors.TimeoutException: x", FailureClass.KAFKA),
        ("division by zero", FailureClass.APPLICATION),
    ],
)
def test_other_errors_are_told_apart_by_their_words(text, failure_class):
    assert termination(RuntimeError(text)).failure_class == failure_class


def test_message_is_the_first_line_that_says_something():
    assert termination(RuntimeError(STATE)).message == (
        "[STREAM_FAILED] Query [id = 1] terminated with exception: "
        "[STATE_STORE_KEY_SCHEMA] provided schema"
    )


def test_message_is_cut():
    assert termination(RuntimeError("x" * 501)).message == "x" * 500


def test_error_without_words_is_named():
    assert termination(ZeroDivisionError()).message == "ZeroDivisionError"


def test_hint_is_part_of_the_message():
    assert termination(InvalidInput("wrong", "mend it")).message == "wrong (mend it)"


def test_our_error_behind_another_is_found():
    error = RuntimeError("the batch failed")
    error.__cause__ = Unreachable("PostgreSQL is away")
    ended = termination(error)
    assert (ended.failure_class, ended.message) == (
        FailureClass.INFRASTRUCTURE,
        "PostgreSQL is away",
    )
