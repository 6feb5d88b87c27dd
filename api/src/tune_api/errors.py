"""Maps every error to HTTP: the tree of `tune_contract.errors`, the framework's, and the rest.

InvalidInput     400        NotFound  404        Conflict  409
Refusal       its own    Busy      429 with Retry-After
any other TemporaryError 503 with Retry-After
a wrong path or method 404, 405; a parameter of the wrong form 422; anything else 500
"""

import math
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from tune_api.problem import problem_response
from tune_api.refusal import Busy, Refusal
from tune_contract.errors import Conflict, NotFound, PermanentError, TemporaryError, TuneError

_PERMANENT: dict[type[PermanentError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
}
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def add_error_handlers(app: FastAPI) -> None:
    """Make every error of the app a problem."""
    app.exception_handler(TuneError)(_tune_error)
    app.exception_handler(HTTPException)(_http_exception)
    app.exception_handler(RequestValidationError)(_wrong_form)
    app.exception_handler(Exception)(_unforeseen)


def status_of(error: TuneError) -> HTTPStatus:
    """The HTTP status of one of our errors."""
    if isinstance(error, Refusal):
        return error.status
    if isinstance(error, Busy):
        return HTTPStatus.TOO_MANY_REQUESTS
    if isinstance(error, TemporaryError):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if not isinstance(error, PermanentError):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return _PERMANENT.get(type(error), HTTPStatus.BAD_REQUEST)


def answer_to(error: TuneError) -> Response:
    """The problem that one of our errors is."""
    headers: dict[str, str] = {}
    if isinstance(error, Refusal):
        headers |= error.headers
    if isinstance(error, TemporaryError):
        headers["Retry-After"] = str(math.ceil(error.retry_after))
    return problem_response(status_of(error), error.message, error.hint, headers)


async def _tune_error(_: Request, error: TuneError) -> Response:
    return answer_to(error)


async def _http_exception(request: Request, error: HTTPException) -> Response:
    status = HTTPStatus(error.status_code)
    hint = "/openapi.json lists what there is" if status < HTTPStatus.INTERNAL_SERVER_ERROR else ""
    detail = f"{request.method} {request.url.path}: {error.detail}"
    headers = dict(error.headers or {})
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_allowed(request))
    return problem_response(status, detail, hint, headers)


def _allowed(request: Request) -> list[str]:
    """The methods of a path; each route by itself knows only its own."""
    return [
        method
        for method in _METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]


async def _wrong_form(_: Request, error: RequestValidationError) -> Response:
    found = [f"{each['loc'][-1]}: {each['msg']}" for each in error.errors()]
    return problem_response(
        HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(found), "/openapi.json says what is allowed"
    )


async def _unforeseen(_request: Request, _error: Exception) -> Response:
    return problem_response(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "an error that nobody foresaw",
        "the API's log has the details",
    )
