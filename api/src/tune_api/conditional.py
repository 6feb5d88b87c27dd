"""Answers with an entity tag, or with 304 when the client already has what it asks for."""

from hashlib import blake2b
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel

NOT_MODIFIED: dict[int | str, dict[str, str]] = {
    304: {"description": "As `If-None-Match` says: nothing has changed since."}
}
"""What a route's OpenAPI entry says about it."""


def conditional(request: Request, document: BaseModel) -> Response:
    """The document with its tag, or 304 when the request's `If-None-Match` names it.

    The tag is of the document's own bytes: it changes when, and only when, the document does, also
    over restarts and between replicas. It is a weak one, as the answer may go out compressed.
    """
    body = document.model_dump_json().encode()
    tag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}  # kept, but asked for again each time
    if _names(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _names(condition: str, tag: str) -> bool:
    """Whether an If-None-Match names the tag, weak or not (RFC 9110, 13.1.2)."""
    named = (each.strip().removeprefix("W/") for each in condition.split(","))
    return condition.strip() == "*" or tag.removeprefix("W/") in named
