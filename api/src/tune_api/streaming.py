"""Answers without a known end: written until they end, or until the client is gone."""

import asyncio
from collections.abc import Coroutine

from starlette.types import Message, Receive


def body_part(content: bytes, *, more: bool = True) -> Message:
    """The message that sends a part of an answer's body."""
    return {"type": "http.response.body", "body": content, "more_body": more}


async def while_there(receive: Receive, writing: Coroutine[None, None, None]) -> None:
    """Write for as long as the client is there.

    Raises:
        whatever the writing raises.
    """
    tasks = asyncio.create_task(writing), asyncio.create_task(_left(receive))
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if not tasks[0].cancelled():
        tasks[0].result()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
