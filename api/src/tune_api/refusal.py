"""Requests that are not taken, each with its HTTP status."""

from collections.abc import Mapping
from http import HTTPStatus

from tune_contract.errors import PermanentError, TemporaryError

CLOSE = {"Connection": "close"}
"""The rest of a body is not waited for: it may be without end."""


class Refusal(PermanentError):  # noqa: N818 - reads as a sentence where it is raised
    """The request is not taken as it is."""

    def __init__(
        self,
        status: HTTPStatus,
        message: str,
        hint: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.status = status
        self.headers = {**CLOSE, **(headers or {})}


class Busy(TemporaryError):  # noqa: N818
    """More is under way than can be held: the same request may be taken a moment later."""
