"""The page's session: a cookie that no script can read, since EventSource can send no header."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from tune_api.access.caller import Caller
from tune_api.access.credential import COOKIE, credential_of
from tune_api.access.login import read_login
from tune_api.documents.session import Login, SessionDocument
from tune_api.ingest.content import JSON
from tune_api.problem import problems
from tune_api.refusal import Refusal
from tune_api.services import AppServices

router = APIRouter(prefix="/api/v1/session", tags=["session"], responses=problems(429))

_PATH = "/api/v1"
_SECONDS = 12 * 3600  # a working day; the browser forgets the key then
_BODY = {
    "required": True,
    "content": {
        JSON: {"schema": Login.model_json_schema(), "example": {"key": "4f1d0c7a9be2"}},
    },
}


@router.get("", summary="Who am I")
async def get_session(request: Request, services: AppServices) -> SessionDocument:
    """Whose key is shown, by header or session, and what it may do; never refused."""
    caller = await services.gate.known(credential_of(request.headers).secret)
    caller = caller or Caller("", services.gate.everybody)
    return SessionDocument(
        name=caller.name,
        scopes=sorted(caller.scopes),
        keys_needed=services.gate.reading_needs_key,
    )


@router.post(
    "",
    summary="Begin a session",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses=problems(400, 403, 408, 413, 415),
    openapi_extra={"requestBody": _BODY},
)
async def begin_session(request: Request, services: AppServices) -> Response:
    """Keep a key in a cookie for 12 hours: HttpOnly, SameSite=Strict, for this API alone."""
    login = await read_login(request)
    if await services.gate.known(login.key) is None:
        raise Refusal(HTTPStatus.FORBIDDEN, "the key is not known", "ask who runs this API")
    response = Response(status_code=HTTPStatus.NO_CONTENT)
    response.set_cookie(
        COOKIE,
        login.key,
        max_age=_SECONDS,
        path=_PATH,
        secure=_encrypted(request),
        httponly=True,
        samesite="strict",
    )
    return response


@router.delete(
    "", summary="End a session", status_code=HTTPStatus.NO_CONTENT, response_class=Response
)
async def end_session() -> Response:
    """Have the browser forget the key."""
    response = Response(status_code=HTTPStatus.NO_CONTENT)
    response.delete_cookie(COOKIE, path=_PATH, httponly=True, samesite="strict")
    return response


def _encrypted(request: Request) -> bool:
    """Whether the browser speaks TLS, if only with a proxy in front of us: the page says so."""
    return request.headers.get("origin", request.url.scheme).startswith("https")
