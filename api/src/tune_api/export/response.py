"""An answer that is written while it is read, and never waits for a client for ever."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from fastapi.responses import Response
from starlette.types import Message, Receive, Scope, Send

from tune_api.export.format import Writer
from tune_api.results.reader import Row
from tune_api.streaming import body_part, while_there
from tune_contract.errors import TuneError

PATIENCE = 30.0  # seconds for a client to take one part: it holds a connection to the database

_log = logging.getLogger(__name__)


class Export(Response):
    """Rows in parts. An export that cannot be completed is cut off, so that the client knows."""

    def __init__(
        self,
        parts: AsyncGenerator[Sequence[Row]],
        writer: Writer,
        headers: Mapping[str, str],
        patience: float = PATIENCE,
    ) -> None:
        """Answer with rows.

        Args:
            parts: the rows; its first part was asked for, so that the answer is no error.
            writer: what makes them text.
            headers: the answer's, Content-Type among them.
            patience: seconds for the client to take one part.
        """
        super().__init__(headers=dict(headers))
        del self.headers["content-length"]
        self._parts = parts
        self._writer = writer
        self._patience = patience

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Write it; stop when the client is gone, does not take it, or the database is away."""
        try:
            async with aclosing(self._parts):
                await while_there(receive, self._write(send))
        except (TuneError, TimeoutError) as error:
            _log.warning("an export was cut off: %s", str(error) or "its client takes nothing")

    async def _write(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await self._send(send, start)
        await self._send(send, body_part(self._writer.head().encode()))
        async for rows in self._parts:
            await self._send(send, body_part(self._writer.part(rows).encode()))
        await self._send(send, body_part(self._writer.tail().encode(), more=False))

    async def _send(self, send: Send, message: Message) -> None:
        async with asyncio.timeout(self._patience):
            await send(message)
