"""The error tree: what went wrong decides who must act, and when.

    TuneError                     every error that a user may see: one line, and what to do
    ├── PermanentError            the user's to mend; trying again changes nothing
    │   ├── InvalidInput          a file, field, option or record is wrong
    │   ├── NotFound              a named thing does not exist
    │   └── Conflict              a named thing belongs to somebody else
    └── TemporaryError            it may work later: retry after `retry_after` seconds
        └── Unreachable           Kafka, PostgreSQL or another service does not answer

Mapped to exit codes in `tune_cli.errors`, to HTTP in `tune_api.errors`.
"""


class TuneError(Exception):
    """An error with advice: `message` says what is wrong, `hint` what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class PermanentError(TuneError):
    """The user's to mend; trying again changes nothing."""


class InvalidInput(PermanentError):  # noqa: N818 - reads as a sentence where it is raised
    """A file, field, option or record is wrong."""


class NotFound(PermanentError):  # noqa: N818
    """A named thing does not exist."""


class Conflict(PermanentError):  # noqa: N818
    """A named thing belongs to somebody else."""


class TemporaryError(TuneError):
    """It may work later: retry after `retry_after` seconds."""

    def __init__(self, message: str, hint: str = "", retry_after: float = 5.0) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class Unreachable(TemporaryError):  # noqa: N818
    """Kafka, PostgreSQL or another service does not answer."""
