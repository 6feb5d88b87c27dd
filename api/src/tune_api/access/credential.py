"""What a request shows of who sends it."""

from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers

COOKIE = "tune_session"
_BEARER = "bearer "
_KEY_HEADER = "x-api-key"


@dataclass(frozen=True)
class Credential:
    """A key or token as it came."""

    secret: str = field(default="", repr=False)
    """Empty = none."""
    by_cookie: bool = False
    """A browser added it by itself, whoever made it send the request."""


def credential_of(headers: Headers) -> Credential:
    """The key of a request: what its sender wrote goes before what a browser adds."""
    given = headers.get("authorization", "")
    if given.lower().startswith(_BEARER):
        return Credential(given[len(_BEARER) :].strip())
    if headers.get(_KEY_HEADER):
        return Credential(headers[_KEY_HEADER])
    kept = _cookie(headers.get("cookie", ""))
    return Credential(kept, by_cookie=bool(kept))


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
