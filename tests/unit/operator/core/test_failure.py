from datetime import UTC, datetime

import pytest

from tune_contract.tunejob.phase import FailureClass
from tune_contract.tunejob.status import FailureStatus
from tune_operator.core.failure import LOST, failure_of
from tune_operator.core.observed import ExitObserved

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_keeps_all_that_is_known():
    ended = ExitObserved(137, FailureClass.OUT_OF_MEMORY, "Killed.", "tail")
    assert failure_of(ended, NOON) == FailureStatus(
        time=NOON,
        failure_class=FailureClass.OUT_OF_MEMORY,
        exit_code=137,
        message="Killed.",
        log_tail="tail",
    )


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (3, "It ended by itself with exit code 3."),
        (None, "It ended, and nobody can tell how."),
    ],
)
def test_an_end_without_words_is_the_applications(code, message):
    found = failure_of(ExitObserved(code), NOON)
    assert (found.failure_class, found.message) == (FailureClass.APPLICATION, message)


def test_a_lost_driver_was_ended_from_outside():
    assert failure_of(LOST, NOON).failure_class is FailureClass.INFRASTRUCTURE
