"""What a caller may be allowed to do."""

from enum import StrEnum

ROOT = "/api/v1"
_OPEN = f"{ROOT}/session"
_EVENTS = f"{ROOT}/topics/"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that change nothing."""


class Scope(StrEnum):
    """A right; each stands alone: who may write may not read by that."""

    READ = "read"
    """See jobs and results."""
    WRITE = "write"
    """Suspend, resume and restart jobs."""
    INGEST = "ingest"
    """Send events."""


def is_ours(path: str) -> bool:
    """Whether a path is of the API, not of the page or of those who watch the process."""
    return path == ROOT or path.startswith(f"{ROOT}/")


def scope_needed(method: str, path: str) -> Scope | None:
    """The right that a request needs; None when it is open to everybody.

    Whatever is below `/api/v1` needs one, also what is not known there: nobody has to remember it
    when a route is added.
    """
    if not is_ours(path) or path == _OPEN:
        return None
    if method in READING:
        return Scope.READ
    return Scope.INGEST if path.startswith(_EVENTS) else Scope.WRITE
