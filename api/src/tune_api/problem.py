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


_EXAMPLES = {
    HTTPStatus.BAD_REQUEST: ("there is no column 'gerne'", "there is: genre, count"),
    HTTPStatus.UNAUTHORIZED: ("a key is needed", "send it as Authorization: Bearer KEY"),
    HTTPStatus.FORBIDDEN: ("the key wall may not change jobs", "use one with the scope write"),
    HTTPStatus.NOT_FOUND: ("there is no TuneJob default/none", "/api/v1/jobs lists them all"),
    HTTPStatus.CONFLICT: ("nobody runs genre-counts", "start it with `tune run FILE`"),
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        "limit: Input should be less than or equal to 1000",
        "/openapi.json says what is allowed",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: ("too many requests", "send it again a moment later"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("PostgreSQL does not answer", "it is tried again by itself"),
}


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
    return {status: _said(HTTPStatus(status)) for status in statuses}


def _said(status: HTTPStatus) -> dict[str, Any]:
    detail, hint = _EXAMPLES.get(status, (status.description, ""))
    example = Problem(title=status.phrase, status=status, detail=detail, hint=hint)
    schema = Problem.model_json_schema()
    content = {MEDIA_TYPE: {"schema": schema, "example": example.model_dump(mode="json")}}
    return {"description": status.phrase, "content": content}
