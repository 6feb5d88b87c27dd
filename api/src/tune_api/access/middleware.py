"""Middleware: asks everybody at the gate before a route, or a body, is looked at."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from tune_api.access.credential import credential_of
from tune_api.access.gate import Gate
from tune_api.access.rate import RateLimit
from tune_api.access.scope import READING, is_ours, scope_needed
from tune_api.errors import answer_to
from tune_api.refusal import Refusal
from tune_contract.callers import is_forged
from tune_contract.errors import TuneError


class AskAtGate:
    """Around the app: nothing below /api/v1 is reached without the right it needs."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        """Wrap an app."""
        self._app = app
        self._gate = gate
        self._rate = RateLimit(gate.rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            try:
                await self._ask(scope)
            except TuneError as error:
                await answer_to(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _ask(self, scope: Scope) -> None:
        """Whoever is not let in is counted by the address: keys cannot be guessed without end."""
        address = str((scope.get("client") or ("",))[0])
        caller = ""
        try:
            caller = await self._caller(scope)
        finally:
            if is_ours(scope["path"]):
                self._rate.take(f"key {caller}" if caller else f"address {address}")

    async def _caller(self, scope: Scope) -> str:
        needed = scope_needed(scope["method"], scope["path"])
        if needed is None:
            return ""
        headers = Headers(scope=scope)
        shown = credential_of(headers)
        if shown.by_cookie and scope["method"] not in READING:
            _check_own_page(headers)
        return (await self._gate.admit(shown.secret, needed)).name


def _check_own_page(headers: Headers) -> None:
    """A browser adds the cookie whoever asks it to send; it says who that is, with every POST."""
    origin = headers.get("origin", "")
    if not origin or is_forged(origin, headers.get("host", "")):
        raise Refusal(
            HTTPStatus.FORBIDDEN,
            "the session is for the page of this API",
            "send the key itself, as Authorization: Bearer KEY",
        )
