"""Reads the body of a login: anybody may send one, so it is short."""

import asyncio
from http import HTTPStatus

from fastapi import Request
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from tune_api.documents.session import MOST, Login
from tune_api.ingest.content import JSON
from tune_api.refusal import Refusal
from tune_contract.errors import InvalidInput

_BYTES = 2 * MOST
_SECONDS = 5.0


async def read_login(request: Request) -> Login:
    """The key that is shown.

    Raises:
        Refusal: the body is no JSON, too large, or does not arrive.
        InvalidInput: it has no key.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "this is no JSON", f"send {JSON}")
    try:
        async with asyncio.timeout(_SECONDS):
            body = await _body(request)
    except TimeoutError:
        raise Refusal(HTTPStatus.REQUEST_TIMEOUT, "the key did not arrive", "try again") from None
    except ClientDisconnect:
        raise InvalidInput("the connection was closed before the body's end") from None
    try:
        return Login.model_validate_json(body)
    except ValidationError:  # its text would show the key
        raise InvalidInput("the body has no key", 'send {"key": "..."}') from None


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BYTES:
            raise Refusal(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "that is no key", "send the key alone"
            )
    return body
