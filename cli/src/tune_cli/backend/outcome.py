"""Says how a child ended: by its own word when it left one, else by exit code and log."""

import signal
from pathlib import Path

from pydantic import ValidationError

from tune_cli.backend.folders import RunFolder
from tune_contract.runtime.reports import Termination
from tune_contract.tunejob.phase import FailureClass
from tune_operator.core.observed import ExitObserved

TAIL_LINES = 20
_TAIL_BYTES = 16_384  # enough for 20 long lines of a Java stack trace
_SHELL_SIGNAL = 128  # a wrapper reports "killed by signal n" as 128 + n


def outcome(folder: RunFolder, code: int, *, asked_to_end: bool) -> ExitObserved:
    """How the child of that folder ended.

    Args:
        folder: its files.
        code: its exit code; negative = the signal that ended it.
        asked_to_end: whether we had asked it to.
    """
    tail = log_tail(folder.log)
    said = _termination(folder.termination)
    if said is not None:
        return ExitObserved(
            said.exit_code, said.failure_class, said.message, tail, drained=said.drained
        )
    if code == 0:
        return ExitObserved(0, log_tail=tail)
    if asked_to_end and _signal(code) == signal.SIGTERM:
        return ExitObserved(0, message="Ended before it had begun.", log_tail=tail, drained=True)
    return ExitObserved(code, _classify(code, tail), _message(code, tail), tail)


def log_tail(path: Path) -> str:
    """The last lines of a log."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL_BYTES))
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-TAIL_LINES:])


def _termination(path: Path) -> Termination | None:
    try:
        return Termination.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):  # ended before it wrote, or while it wrote
        return None


def _signal(code: int) -> int:
    return -code if code < 0 else code - _SHELL_SIGNAL


def _classify(code: int, tail: str) -> FailureClass:
    if "OutOfMemoryError" in tail:
        return FailureClass.OUT_OF_MEMORY
    if _signal(code) == signal.SIGKILL:
        return FailureClass.INFRASTRUCTURE
    return FailureClass.APPLICATION


def _message(code: int, tail: str) -> str:
    if _signal(code) in set(signal.Signals):
        return f"It was ended by {signal.Signals(_signal(code)).name}."
    lines = [line for line in tail.splitlines() if line.strip()]
    return lines[-1] if lines else f"It ended with exit code {code}."
