"""Exit codes: every error is mapped to one here, and nowhere else.

0    done
1    the job or a check failed
2    the command line, a file or this machine's set-up is wrong
3    a named thing does not exist
4    a named thing belongs to somebody else, or is in use
5    Kafka, PostgreSQL or a download does not answer; it may work later
130  interrupted with Ctrl-C
"""

from enum import IntEnum

from tune_contract.errors import Conflict, InvalidInput, NotFound, TemporaryError


class ExitCode(IntEnum):
    """What the shell sees."""

    OK = 0
    FAILED = 1
    INVALID = 2
    NOT_FOUND = 3
    CONFLICT = 4
    TEMPORARY = 5
    INTERRUPTED = 130


_CODES: tuple[tuple[type[BaseException], ExitCode], ...] = (
    (InvalidInput, ExitCode.INVALID),
    (NotFound, ExitCode.NOT_FOUND),
    (Conflict, ExitCode.CONFLICT),
    (TemporaryError, ExitCode.TEMPORARY),
    (KeyboardInterrupt, ExitCode.INTERRUPTED),
)


def exit_code(error: BaseException) -> ExitCode:
    """The exit code of an error; FAILED for every kind that is not named."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), ExitCode.FAILED)
