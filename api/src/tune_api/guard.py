"""Middleware: answers only those who meant this API, and tells browsers what not to do with it."""

from collections.abc import Collection
from http import HTTPStatus

from fastapi.responses import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tune_api.problem import problem_response
from tune_contract.callers import is_forged, is_trusted_host

HEADERS = {
    # For what is not the page: should a browser ever show it, nothing in it runs.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_READING = {"GET", "HEAD", "OPTIONS"}


class Guard:
    """Around the app: whom it serves, and the headers of every answer that has not its own."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        """Wrap an app.

        Args:
            app: the app.
            hosts: the names it is known by beside `localhost` and its addresses.
        """
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refusal(scope)
        await (refused or self._app)(scope, receive, guarded_send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not is_trusted_host(host, self._hosts):
            return problem_response(
                HTTPStatus.MISDIRECTED_REQUEST,
                f"this API is not known as {host[:100]!r}",
                "use its address, or have it started with --allowed-hosts NAME",
            )
        if scope["method"] not in _READING and is_forged(headers.get("origin", ""), host):
            return problem_response(
                HTTPStatus.FORBIDDEN,
                "a page of another site may not send anything here",
                "send it from a program",
            )
        return None
