"""The one form of every error (RFC 9457, application/problem+json)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse

from tune_contract.model import Model

MEDIA_TYPE = "application/problem+json"


class Problem(Model):
    """What went wrong and what to do about it."""

    type: str = "about:blank"
    """Always about:blank: status and title say what kind of problem it is."""
    title: str
    """The status in words."""
    status: int
    """The HTTP status."""
    detail: str
    """What went wrong this time."""
    hint: str = ""
    """What to do about it."""


def problem_response(
    status: HTTPStatus, detail: str, hint: str = "", headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Answer with a problem."""
    problem = Problem(title=status.phrase, status=status, detail=detail, hint=hint)
    return JSONResponse(
        problem.model_dump(mode="json"), status, headers=headers, media_type=MEDIA_TYPE
    )


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route's OpenAPI entry says about its errors."""
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in statuses
    }
