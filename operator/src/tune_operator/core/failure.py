"""Turns the end of a process into the failure that the status keeps."""

from datetime import datetime

from tune_contract.tunejob.phase import FailureClass
from tune_contract.tunejob.status import FailureStatus
from tune_operator.core.observed import ExitObserved

LOST = ExitObserved(
    exit_code=None,
    failure_class=FailureClass.INFRASTRUCTURE,
    message="The driver is gone, and nothing is left to say why.",
)


def failure_of(ended: ExitObserved, now: datetime) -> FailureStatus:
    """The failure as the status keeps it."""
    return FailureStatus(
        time=now,
        failure_class=ended.failure_class or FailureClass.APPLICATION,
        exit_code=ended.exit_code,
        message=ended.message or _message(ended),
        log_tail=ended.log_tail,
    )


def _message(ended: ExitObserved) -> str:
    if ended.exit_code is None:
        return "It ended, and nobody can tell how."
    return f"It ended by itself with exit code {ended.exit_code}."
