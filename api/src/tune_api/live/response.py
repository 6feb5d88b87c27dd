"""An answer of server-sent events."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager, aclosing

from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from tune_api.streaming import body_part, while_there

PATIENCE = 60.0  # seconds for a client to take what it is sent before it is given up
HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",  # a proxy must not collect events before it passes them on
}
STREAM_OPENAPI: dict[int | str, dict[str, object]] = {
    200: {
        "description": "Server-sent events, without end.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
"""What a route's OpenAPI entry says about it."""


class EventStream(Response):
    """Events, sent as they come.

    Nothing is queued for a client: while it takes nothing, its generator is not asked, and then
    gives what is new in one. FastAPI's own needs three tasks a client and writes each event anew.
    """

    def __init__(
        self,
        events: AsyncGenerator[bytes],
        counted: AbstractContextManager[object],
        patience: float = PATIENCE,
    ) -> None:
        """Answer with events.

        Args:
            events: each as bytes; comments among them.
            counted: entered for as long as the client is there.
            patience: seconds for a client to take one.
        """
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._events = events
        self._counted = counted
        self._patience = patience

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until they end, the client is gone, or takes nothing for too long."""
        with self._counted:
            async with aclosing(self._events):
                try:
                    await while_there(receive, self._write(send))
                except TimeoutError:
                    return

    async def _write(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send(body_part(b""))  # so that a client knows at once that it is heard
        async for each in self._events:
            async with asyncio.timeout(self._patience):
                await send(body_part(each))
        await send(body_part(b"", more=False))
